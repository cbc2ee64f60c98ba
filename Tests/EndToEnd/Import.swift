import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Bookings from a file.
    @Suite(.serialized) struct Import {
        @Test("Lines are created, duplicates, or refused with every fault")
        func verdicts() throws {
            defer { try? Importing.clear() }
            let good = Importing.line("IMP-1", "2090-01-01T10:00:00Z", "2090-01-01T12:00:00Z")
            let text =
                good + Importing.line("IMP-2", "2090-01-01T11:00:00Z", "2090-01-01T13:00:00Z")
                + "\n" + good + "nonsense\n"
                + Importing.line(
                    "IMP-3", "2090-01-02T11:00:00Z", "2090-01-02T10:00:00Z",
                    more: #","guests":0,"total_amount":"1e3","colour":1,"status":"open""#)
                + #"{"venue":{"name":"No Hall"},"customer":{"email":"no@one.example"}}"#
            let result = try Importing.post(text)
            #expect(result.answer.status == 200, "\(result.answer.text)")
            #expect(
                result.verdicts == [
                    "created", "refused", "duplicate", "refused", "refused", "refused",
                ])
            #expect(result.lines.dropLast().compactMap { $0["line"].int } == [1, 2, 4, 5, 6, 7])
            #expect(result.places(1) == ["/start_datetime"])
            #expect(
                result[1]["errors"][0]["detail"].text
                    .hasSuffix("from 2090-01-01T10:00:00Z until 2090-01-01T12:00:00Z"))
            #expect(
                Set(result.places(4)) == [
                    "/guests", "/total_amount", "/colour", "/status", "/end_datetime",
                ])
            #expect(
                Set(result.places(5)) == [
                    "/start_datetime", "/end_datetime", "/venue/name", "/customer/email",
                ])
            #expect(result.summary["created"].int == 1 && result.summary["refused"].int == 4)
            #expect(result.summary["complete"] == .bool(true))
            let history = try stack.sql(
                """
                SELECT actor_id = (SELECT id FROM users WHERE email = '\(admin.email)')
                  FROM booking_history WHERE booking_id = \(result[0]["id"].int ?? 0)
                """)
            #expect(history == ["t"])
            let other = try Importing.post(
                Importing.line(
                    "IMP-1", "2090-01-01T10:00:00Z", "2090-01-01T12:00:00Z", more: #","guests":7"#))
            #expect(other[0]["errors"][0]["detail"].text.hasSuffix("differs in guests"))
        }

        @Test("A reference of another system is found by its beginning, in any case")
        func foreignReference() throws {
            let result = try Importing.post(
                Importing.line("Old-é1", "2096-03-01T10:00:00Z", "2096-03-01T12:00:00Z"))
            #expect(result.verdicts == ["created"])
            for beginning in ["OLD", "old-%C3%A9"] {
                let found = try stack.curl(
                    "/api/v1/admin/bookings?search=\(beginning)", as: admin
                ).json["items"].elements.map { $0["booking_reference"].text }
                #expect(found.contains("Old-é1"), "\(beginning)")
            }
        }

        @Test("Each kind of bad line is refused by itself, with where and why")
        func badLines() throws {
            defer { try? Importing.clear() }
            _ = try (0..<2).map { _ in try Spares.venue() }
            func line(
                _ more: String = "", _ start: String = "2091-01-01T10:00:00Z",
                _ end: String = "2091-01-01T12:00:00Z", venue: String = #"{"name":"Great Hall"}"#,
                customer: String = member.email
            ) -> String {
                Importing.line(
                    "IMP-\(UUID().uuidString)", start, end, venue: venue, customer: customer,
                    more: more)
            }
            let notes = String(repeating: "n", count: 4_001)
            let lines: [(String, String)] = [
                ("nonsense\n", " must be JSON: character 2:"),
                ("[]\n", " must be an object"),
                ("{\"guests\":1,\"guests\":2}\n", " must be JSON:"),
                ("{\"notes\":\"" + String(repeating: "n", count: 70_000) + "\"}\n", "65536 bytes"),
                ("{}\n", "/start_datetime must be given"),
                (line(#","colour":1"#), "/colour is not a member of a booking"),
                (line(#","venue.name":"x""#), "/venue.name is not a member of a booking"),
                (line(venue: "3"), "/venue must be an object"),
                (line(venue: #"{"id":999999}"#), "/venue/id names no venue"),
                (line(venue: #"{"name":"No Hall"}"#), "/venue/name names no venue"),
                (line(venue: #"{"name":"Spare"}"#), "/venue/name names several venues"),
                (line(customer: "no@one.example"), "/customer/email belongs to nobody"),
                (line(#","guests":0"#), "/guests "),
                (line(#","guests":"many""#), "/guests "),
                (line(#","status":"open""#), "/status "),
                (line(#","total_amount":"-1.00""#), "/total_amount "),
                (line(#","total_amount":"99999999999.00""#), "/total_amount "),
                (line(#","currency":"euro""#), "/currency "),
                (line(#","currency":"ÉA""#), "/currency "),
                (line(#","notes":"\#(notes)""#), "/notes "),
                (line(#","notes":"\u0000""#), " must be JSON:"),
                (line(#","created_at":"yesterday""#), "/created_at "),
                (line("", "2091-01-01T10:00:00"), "/start_datetime "),
                (line("", "2091-01-01T12:00:00Z"), "/end_datetime must be after"),
                (line("", "1899-12-31T23:59:59Z"), "/start_datetime must be in the year 1900"),
                (
                    line("", "9998-12-31T23:00:00Z", "9999-01-01T00:00:00Z"),
                    "/end_datetime must be before the year 9999"
                ),
                (line("", "2091-01-01T10:00:00Z"), ""),
            ]
            let result = try Importing.post(lines.map(\.0).joined())
            try #require(result.lines.count == lines.count + 1, "\(result.answer.text)")
            for (index, (line, fault)) in lines.dropLast().enumerated() {
                let faults = result.faults(index)
                #expect(
                    faults.contains { $0.contains(fault) },
                    "\(line.prefix(200)) has \(faults), and not “\(fault)”")
            }
            #expect(result.verdicts.filter { $0 == "refused" }.count == lines.count - 1)
            #expect(result.verdicts.last == "created")
            let made = try Importing.post(
                line(
                    "", "2091-01-02T10:00:00Z", "2091-01-02T12:00:00Z", customer: "no address@here"),
                "?create_missing=true")
            #expect(made.faults(0) == ["/customer/email must be an e-mail address"])
        }

        @Test("Bytes that are no text, and records of another form, are refused")
        func badBytes() throws {
            defer { try? Importing.clear() }
            let good = Importing.line("IMP-B", "2091-02-01T10:00:00Z", "2091-02-01T12:00:00Z")
            let broken = Data(#"{"notes":""#.utf8) + [0xFF] + Data("\"}\n".utf8)
            let result = try Importing.post(broken + Data(good.utf8))
            #expect(result.verdicts == ["refused", "created"], "\(result.answer.text)")
            let rest = "2091-02-02T10:00:00Z,2091-02-02T12:00:00Z,Great Hall,\(member.email)"
            let csv =
                Data("notes,start_datetime,end_datetime,venue_name,customer_email\r\n".utf8)
                + [0xFF] + Data(",\(rest)\r\n".utf8) + Data("1,2\r\n".utf8)
                + Data("\(String(repeating: "n", count: 70_000)),\(rest)\r\n".utf8)
                + Data("\"never closed,\(rest)\r\n".utf8)
            let records = try Importing.post(csv, type: "text/csv")
            #expect(records.verdicts == Array(repeating: "refused", count: 4))
            #expect(records.faults(0) == ["/notes must be UTF-8 without U+0000"])
            #expect(records.faults(1) == [" must have 5 fields, as the header line has"])
            #expect(records.faults(2) == [" must have at most 65536 bytes"])
            #expect(records.faults(3) == [" has a quotation mark that is not closed"])
        }

        @Test("A time of the venue's clock that is not there, or twice, is refused")
        func clockChanges() throws {
            let rows = [
                "2030-03-31T02:30,2030-03-31T04:00", "2030-10-27 02:30,2030-10-27 04:00",
                "2030-10-27T02:30:00+02:00,2030-10-27T02:30:00+01:00",
            ]
            let text =
                "start_datetime,end_datetime,venue_name,customer_email\n"
                + rows.map { "\($0),Great Hall,\(member.email)\n" }.joined()
            let result = try Importing.post(text, "?dry_run=true", type: "text/csv")
            #expect(
                result.faults(0) == [
                    "/start_datetime does not exist in Europe/Berlin, where the clock is put "
                        + "from 2030-03-31T02:00 to 2030-03-31T03:00"
                ])
            #expect(
                result.faults(1) == [
                    "/start_datetime exists twice in Europe/Berlin, "
                        + "with the offsets +02:00 and +01:00"
                ])
            #expect(!result.faults(2).contains { $0.contains("exist") }, "\(result.answer.text)")
        }

        @Test("Time that is held for another is a refused line; one's own hold is used")
        func held() throws {
            defer { try? Importing.clear() }
            let steps = try WaitingSteps()
            let people = try (0..<2).map { _ in try person() }
            let booking = try steps.booking(people[0])
            #expect(try steps.wait(people[1]).status == 201)
            #expect(try steps.cancel(booking, of: people[0]).status == 200)
            #expect(try steps.statuses(people[1]) == ["held"])
            let span = ("2031-06-06T10:00:00Z", "2031-06-06T12:00:00Z")
            let venue = #"{"id":\#(steps.venue)}"#
            let other = Importing.line("IMP-H1", span.0, span.1, venue: venue)
            let past = Importing.line(
                "IMP-H2", span.0, span.1, venue: venue, more: #","status":"cancelled""#)
            let free = Importing.line(
                "IMP-H3", "2031-06-06T12:00:00Z", "2031-06-06T13:00:00Z", venue: venue)
            let own = Importing.line(
                "IMP-H4", span.0, span.1, venue: venue, customer: people[1].login.email)
            let result = try Importing.post(other + past + free)
            #expect(result.verdicts == ["refused", "created", "created"], "\(result.answer.text)")
            #expect(
                result.faults(0) == [
                    "/start_datetime the venue is taken at this time: from \(span.0) until \(span.1)"
                ])
            #expect(try Importing.post(own).verdicts == ["created"])
            #expect(try steps.statuses(people[1]) == ["booked"])
        }

        @Test(
            "A dry run and an import that is aborted leave nothing",
            arguments: [
                "?dry_run=true", "?on_error=abort",
            ])
        func leavesNothing(_ query: String) throws {
            let before = try stack.sql("SELECT count(*), max(id) FROM booking_history")
            let result = try Importing.post(
                Importing.line("IMP-8", "2090-03-01T10:00:00Z", "2090-03-01T12:00:00Z") + "{}\n",
                query)
            #expect(result.verdicts == ["valid", "refused"])
            #expect(result.summary["committed"] == .bool(false))
            #expect(result.summary["created"].int == 0)
            #expect(try Importing.count("IMP-%") == 0)
            #expect(try stack.sql("SELECT count(*), max(id) FROM booking_history") == before)
        }

        @Test("All or nothing is all when nothing is wrong")
        func allOrNothing() throws {
            defer { try? Importing.clear() }
            let text = Importing.line("IMP-9", "2090-03-01T10:00:00Z", "2090-03-01T12:00:00Z")
            let result = try Importing.post(text, "?on_error=abort")
            #expect(result.summary["committed"] == .bool(true))
            #expect(result.summary["created"].int == 1)
            #expect(try Importing.count("IMP-9") == 1)
        }

        @Test("An export without its end is reported as cut off")
        func cutOff() throws {
            let path = "/api/v1/admin/bookings/export?status=rejected&venue=3&format="
            for (format, type) in [("ndjson", "application/x-ndjson"), ("csv", "text/csv")] {
                let export = try stack.curl(path + format, as: admin).text
                #expect(try Importing.post(export, type: type).summary["cut_off"] == .bool(false))
                // "\r\n" is one character, so the split is at both.
                let lines = export.split(whereSeparator: \.isNewline)
                let part = lines.dropLast().joined(separator: "\n") + "\n"
                #expect(try Importing.post(part, type: type).summary["cut_off"] == .bool(true))
            }
        }

        @Test("Another system's CSV is read by a map of its columns, at the venue's own time")
        func foreignCSV() throws {
            let text =
                "Room;From;To;Mail;Price;Extra\r\nGreat Hall;2090-07-01 10:00;2090-07-01 12:00;"
                + "\(member.email);12,50;x\r\n"
            let columns =
                "venue.name:Room,start_datetime:From,end_datetime:To,"
                + "customer.email:Mail,total_amount:Price"
            let query = "?columns=\(columns)&separator=semicolon&decimal=comma"
            let result = try Importing.post(text, query, type: "text/csv")
            #expect(result.verdicts == ["created"], "\(result.answer.text)")
            let row = try stack.sql(
                """
                SELECT start_datetime AT TIME ZONE 'UTC', total_amount_minor FROM bookings
                 WHERE id = \(result[0]["id"].int ?? 0)
                """)
            #expect(row == ["2090-07-01 08:00:00|1250"])
            #expect(try Importing.post(text, query, type: "text/csv").verdicts == ["duplicate"])
            try stack.sql("DELETE FROM bookings WHERE start_datetime = '2090-07-01T08:00Z'")
            #expect(try Importing.post(text, type: "text/csv").answer.status == 422)
        }

        @Test("The command imports by the same rules")
        func command() throws {
            defer { try? Importing.clear() }
            let outcome = try run(
                ["\(Stack.programs)/guildhall", "import", "-", "--all", "--as", admin.email],
                environment: ["GUILDHALL_STATE": stack.state.path],
                input: Importing.line("IMP-C", "2090-03-01T10:00:00Z", "2090-03-01T12:00:00Z")
                    + "{}\n")
            #expect(outcome.status == 1, "\(outcome.errors)")
            let lines = outcome.lines.map { JSONValue(Data($0.utf8)) }
            #expect(lines.map { $0["verdict"].text } == ["created", "refused", ""])
            #expect(try Importing.count("IMP-C") == 1)
        }

        @Test("HTTP/1.0, other methods and other media types are refused")
        func refused() throws {
            #expect(try Importing.post("{}", options: ["--http1.0"]).answer.status == 505)
            #expect(try Importing.post("{}", type: "text/plain").answer.status == 415)
            let path = "/api/v1/admin/bookings/import"
            #expect(try stack.curl(path, as: admin, method: "HEAD").status == 405)
            #expect(try stack.curl(path, as: admin, method: "OPTIONS")["Allow"] == "OPTIONS, POST")
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Bookings from a file.
    @Suite(.serialized) struct Import {
        private static let rounds =
            Int(ProcessInfo.processInfo.environment["GUILDHALL_ROUNDS"] ?? "") ?? 1

        /// The verdicts and the summary behind them.
        private struct Result {
            let answer: Answer
            let lines: [JSONValue]
            var summary: JSONValue { lines.last ?? .null }
            func verdicts() -> [String] { lines.dropLast().map { $0["verdict"].text } }
        }

        private func post(
            _ text: String, _ query: String = "", type: String = "application/x-ndjson",
            to stack: Stack = EndToEnd.stack, options: [String] = []
        ) throws -> Result {
            let file = FileManager.default.temporaryDirectory
                .appendingPathComponent("guildhall-import-\(UUID().uuidString)")
            try Data(text.utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let answer = try stack.curl(
                "/api/v1/admin/bookings/import" + query, as: stack.admin, method: "POST",
                options: ["-H", "Content-Type: \(type)", "--data-binary", "@\(file.path)"] + options
            )
            let lines = answer.text.split(separator: "\n").map { JSONValue(Data($0.utf8)) }
            return Result(answer: answer, lines: lines)
        }

        private func line(
            _ reference: String, _ start: String, _ end: String, more: String = ""
        ) -> String {
            #"{"booking_reference":"\#(reference)","start_datetime":"\#(start)","#
                + #""end_datetime":"\#(end)","venue":{"name":"Great Hall"},"#
                + #""customer":{"email":"\#(member.email)"}\#(more)}"# + "\n"
        }

        private func count(_ like: String) throws -> String {
            try stack.sql(
                "SELECT count(*) FROM bookings WHERE booking_reference LIKE '\(like)'")[0]
        }

        private func clear() throws {
            try stack.sql("DELETE FROM bookings WHERE booking_reference LIKE 'IMP-%'")
        }

        @Test("Lines are created, duplicates, or refused with every fault")
        func verdicts() throws {
            defer { try? clear() }
            let good = line("IMP-1", "2090-01-01T10:00:00Z", "2090-01-01T12:00:00Z")
            let text =
                good + line("IMP-2", "2090-01-01T11:00:00Z", "2090-01-01T13:00:00Z")
                + "\n" + good + "nonsense\n"
                + line(
                    "IMP-3", "2090-01-02T11:00:00Z", "2090-01-02T10:00:00Z",
                    more: #","guests":0,"total_amount":"1e3","colour":1,"status":"open""#)
                + #"{"venue":{"name":"No Hall"},"customer":{"email":"no@one.example"}}"#
            let result = try post(text)
            #expect(result.answer.status == 200, "\(result.answer.text)")
            #expect(
                result.verdicts() == [
                    "created", "refused", "duplicate", "refused", "refused", "refused",
                ])
            #expect(result.lines.dropLast().compactMap { $0["line"].int } == [1, 2, 4, 5, 6, 7])
            let places = result.lines.map { $0["errors"].elements.map { $0["pointer"].text } }
            #expect(places[1] == ["/start_datetime"])
            #expect(
                result.lines[1]["errors"][0]["detail"].text
                    .hasSuffix("from 2090-01-01T10:00:00Z until 2090-01-01T12:00:00Z"))
            #expect(
                Set(places[4]) == [
                    "/guests", "/total_amount", "/colour", "/status", "/end_datetime",
                ])
            #expect(
                Set(places[5]) == [
                    "/start_datetime", "/end_datetime", "/venue/name", "/customer/email",
                ])
            #expect(result.summary["created"].int == 1 && result.summary["refused"].int == 4)
            #expect(result.summary["complete"] == .bool(true))
            let history = try stack.sql(
                """
                SELECT actor_id = (SELECT id FROM users WHERE email = '\(admin.email)')
                  FROM booking_history WHERE booking_id = \(result.lines[0]["id"].int ?? 0)
                """)
            #expect(history == ["t"])
            let other = try post(
                line(
                    "IMP-1", "2090-01-01T10:00:00Z", "2090-01-01T12:00:00Z", more: #","guests":7"#))
            #expect(other.lines[0]["errors"][0]["detail"].text.hasSuffix("differs in guests"))
        }

        @Test(
            "A dry run and an import that is aborted leave nothing",
            arguments: [
                "?dry_run=true", "?on_error=abort",
            ])
        func leavesNothing(_ query: String) throws {
            let before = try stack.sql("SELECT count(*), max(id) FROM booking_history")
            let result = try post(
                line("IMP-8", "2090-03-01T10:00:00Z", "2090-03-01T12:00:00Z") + "{}\n", query)
            #expect(result.verdicts() == ["valid", "refused"])
            #expect(result.summary["committed"] == .bool(false))
            #expect(result.summary["created"].int == 0)
            #expect(try count("IMP-%") == "0")
            #expect(try stack.sql("SELECT count(*), max(id) FROM booking_history") == before)
        }

        @Test("All or nothing is all when nothing is wrong")
        func allOrNothing() throws {
            defer { try? clear() }
            let text = line("IMP-9", "2090-03-01T10:00:00Z", "2090-03-01T12:00:00Z")
            let result = try post(text, "?on_error=abort")
            #expect(result.summary["committed"] == .bool(true))
            #expect(result.summary["created"].int == 1)
            #expect(try count("IMP-9") == "1")
        }

        /// An export without what each database numbers for itself.
        private func comparable(_ export: String, csv: Bool) -> [String] {
            export.split(whereSeparator: \.isNewline).map { line in
                let pattern =
                    csv ? #"^\d+,|,\d+,(?=[^,]*,\d*,[^,]*,[^,]*$)"# : #""id":\d+|"as_of":"[^"]*""#
                return line.replacingOccurrences(
                    of: pattern, with: "-", options: .regularExpression)
            }
        }

        @Test("What one hall exports another imports, and exports again the same")
        func roundTrip() throws {
            let empty = try Stack(bookings: 0)
            defer { empty.stop() }
            let path = "/api/v1/admin/bookings/export?to=2030-01-01&format="
            for (format, type) in [("ndjson", "application/x-ndjson"), ("csv", "text/csv")] {
                let export = try stack.curl(path + format, as: admin).text
                let first = try post(export, "?create_missing=true", type: type, to: empty)
                #expect(first.summary["refused"].int == 0, "\(first.lines.first ?? .null)")
                #expect(first.summary["cut_off"] == .bool(false))
                let again = try empty.curl(path + format, as: empty.admin).text
                if format == "ndjson" {
                    #expect(comparable(export, csv: false) == comparable(again, csv: false))
                } else {
                    let fields =
                        "?fields=booking_reference,status,start_datetime,end_datetime,"
                        + "guests,total_amount,currency,notes,created_at&format=csv&to=2030-01-01"
                    let plain = "/api/v1/admin/bookings/export" + fields
                    #expect(
                        try stack.curl(plain, as: admin).text
                            == empty.curl(plain, as: empty.admin).text)
                }
                let state = "SELECT count(*), max(id), max(updated_at) FROM bookings"
                let before = try empty.sql(state)
                let second = try post(export, type: type, to: empty)
                #expect(second.summary["duplicates"] == first.summary["created"])
                #expect(try empty.sql(state) == before)
                try empty.sql("DELETE FROM bookings")
            }
        }

        @Test("An export without its end is reported as cut off")
        func cutOff() throws {
            let path = "/api/v1/admin/bookings/export?status=rejected&venue=3&format="
            for (format, type) in [("ndjson", "application/x-ndjson"), ("csv", "text/csv")] {
                let export = try stack.curl(path + format, as: admin).text
                #expect(try post(export, type: type).summary["cut_off"] == .bool(false))
                let lines = export.split(separator: "\n", omittingEmptySubsequences: true)
                let part = lines.dropLast().joined(separator: "\n") + "\n"
                #expect(try post(part, type: type).summary["cut_off"] == .bool(true))
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
            let result = try post(text, query, type: "text/csv")
            #expect(result.verdicts() == ["created"], "\(result.answer.text)")
            let row = try stack.sql(
                """
                SELECT start_datetime AT TIME ZONE 'UTC', total_amount_minor FROM bookings
                 WHERE id = \(result.lines[0]["id"].int ?? 0)
                """)
            #expect(row == ["2090-07-01 08:00:00|1250"])
            #expect(try post(text, query, type: "text/csv").verdicts() == ["duplicate"])
            try stack.sql("DELETE FROM bookings WHERE start_datetime = '2090-07-01T08:00Z'")
            #expect(try post(text, type: "text/csv").answer.status == 422)
        }

        private func many(_ count: Int) -> String {
            (0..<count).map { number in
                line(
                    "IMP-M\(number)", "2000-01-01T10:00:00Z", "2000-01-01T12:00:00Z",
                    more: #","status":"completed","notes":"\#(String(repeating: "n", count: 150))""#
                )
            }.joined()
        }

        @Test("A large file is imported in constant memory")
        func memory() throws {
            defer { try? clear() }
            let count = 50_000 * Self.rounds
            _ = try post(many(1), "?dry_run=true")
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            let result = try post(many(count))
            #expect(result.summary["created"].int == count)
            #expect(try self.count("IMP-M%") == "\(count)")
            let peak = try stack.responders().map(Memory.peak).max() ?? 0
            #expect(peak <= 16_384, "\(peak) KiB")
        }

        @Test("Two imports of one file at once make each booking once")
        func atOnce() throws {
            defer { try? clear() }
            let file = FileManager.default.temporaryDirectory
                .appendingPathComponent("guildhall-import-\(UUID().uuidString)")
            try Data(many(5_000).utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let imports = try (0..<2).map { _ in try Running(curlWords(file)) }
            let results = try imports.map { try $0.wait() }
            let summaries = results.map { JSONValue(Data(($0.lines.last ?? "").utf8)) }
            #expect(summaries.compactMap { $0["created"].int }.reduce(0, +) == 5_000)
            #expect(summaries.compactMap { $0["duplicates"].int }.reduce(0, +) == 5_000)
        }

        private func curlWords(_ file: URL) throws -> [String] {
            [
                "curl", "-sN", "-X", "POST", "-H",
                "Authorization: Bearer \(try stack.token(admin))", "-H",
                "Content-Type: application/x-ndjson", "--data-binary", "@\(file.path)",
                stack.url + "/api/v1/admin/bookings/import",
            ]
        }

        @Test("What was said to be created is there, even if the responder dies in the middle")
        func responderKilled() throws {
            defer { try? clear() }
            let file = FileManager.default.temporaryDirectory
                .appendingPathComponent("guildhall-import-\(UUID().uuidString)")
            try Data(many(60_000).utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let running = try Running(curlWords(file))
            try #require(eventually(30) { running.outputSoFar.count > 100_000 })
            for responder in try stack.responders() { kill(responder, SIGKILL) }
            let outcome = try running.wait()
            #expect(outcome.status == 18)
            #expect(!outcome.text.contains("\"complete\""))
            let created = outcome.text.split(separator: "\n").filter { $0.hasSuffix("}") }
                .map { JSONValue(Data($0.utf8)) }
            #expect(created.count > 500)
            let there = Set(
                try stack.sql(
                    "SELECT booking_reference FROM bookings WHERE booking_reference LIKE 'IMP-M%'"))
            #expect(created.allSatisfy { there.contains($0["booking_reference"].text) })
            try #require(try eventually { try stack.curl("/ready").status == 200 })
        }

        @Test("The command imports by the same rules")
        func command() throws {
            defer { try? clear() }
            let outcome = try run(
                ["\(Stack.programs)/guildhall", "import", "-", "--all", "--as", admin.email],
                environment: ["GUILDHALL_STATE": stack.state.path],
                input: line("IMP-C", "2090-03-01T10:00:00Z", "2090-03-01T12:00:00Z") + "{}\n")
            #expect(outcome.status == 1, "\(outcome.errors)")
            let lines = outcome.lines.map { JSONValue(Data($0.utf8)) }
            #expect(lines.map { $0["verdict"].text } == ["created", "refused", ""])
            #expect(try count("IMP-C") == "1")
        }

        @Test("HTTP/1.0, other methods and other media types are refused")
        func refused() throws {
            #expect(try post("{}", options: ["--http1.0"]).answer.status == 505)
            #expect(try post("{}", type: "text/plain").answer.status == 415)
            let path = "/api/v1/admin/bookings/import"
            #expect(try stack.curl(path, as: admin, method: "HEAD").status == 405)
            #expect(try stack.curl(path, as: admin, method: "OPTIONS")["Allow"] == "POST, OPTIONS")
        }

        @Test("When fifty venues are taken in 400 days takes no more memory than a page")
        func availability() throws {
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            for venue in 1...50 {
                let answer = try stack.curl(
                    "/api/v1/venues/\(venue)/availability?from=2026-01-01&to=2027-02-03")
                #expect(answer.status == (venue <= 40 ? 200 : 404))
            }
            let peak = try stack.responders().map(Memory.peak).max() ?? 0
            #expect(peak <= 16_384, "\(peak) KiB")
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Series among other bookings.
    @Suite(.serialized) struct BookingSeries {
        private let start = "2031-01-07T19:00:00Z"
        private let end = "2031-01-07T21:00:00Z"

        private func starts(_ answer: Answer) -> [String] {
            answer.json["booked"].elements.map { $0["start_datetime"].text }
        }

        @Test("What is in the way is named whole, or skipped")
        func conflicts() throws {
            let venue = try Spares.venue()
            for (from, until) in [
                ("2031-01-14T20:30:00Z", "2031-01-14T22:00:00Z"),
                ("2031-01-28T18:00:00Z", "2031-01-28T19:30:00Z"),
            ] { #expect(try Wish(venue, from, until).send().status == 201) }
            var wish = Wish(venue, start, end, rule: "FREQ=WEEKLY;COUNT=5", onConflict: "fail")
            let refused = try wish.send()
            #expect(refused.status == 409)
            #expect(
                refused.json["errors"].elements.map { $0["detail"].text.prefix(19) } == [
                    "2031-01-14T19:00:00", "2031-01-28T19:00:00",
                ])
            #expect(
                refused.json["errors"][0]["detail"].text
                    == "2031-01-14T19:00:00: the venue is taken at this time: from "
                    + "2031-01-14T20:30:00Z until 2031-01-14T22:00:00Z")
            let held = "SELECT count(*) FROM bookings WHERE venue_id = \(venue)"
            #expect(try stack.sql(held) == ["2"])
            wish.onConflict = "skip"
            let answer = try wish.send()
            try #require(answer.status == 201, "\(answer.text)")
            #expect(
                starts(answer) == [
                    "2031-01-07T19:00:00Z", "2031-01-21T19:00:00Z", "2031-02-04T19:00:00Z",
                ])
            #expect(
                answer.json["skipped"].elements.map { $0["reason"].text }
                    == Array(repeating: "the venue is taken at this time", count: 2))
            // Now there is nothing left that could be booked.
            #expect(try wish.send().status == 409)
            let series = "SELECT count(*) FROM booking_series WHERE venue_id = \(venue)"
            #expect(try stack.sql(series) == ["1"])
        }

        @Test("A series is described, can be found by its number, and is part of one's profile")
        func description() throws {
            let person = try EndToEnd.person()
            let wish = try Wish(Spares.venue(), start, end, rule: "rrule:FREQ=DAILY;COUNT=3")
            let answer = try stack.curl(
                "/api/v1/bookings", json: wish.json, options: person.bearer)
            let operation = try Reference.operations().first { $0.id == "createBooking" }
            let content = try #require(operation?.description["responses"]["201"]["content"])
            let schema = content["application/json"]["schema"]
            #expect(schema["oneOf"].elements.count == 2)
            #expect(SchemaCheck.faults(answer.json, schema) == [])
            let location = try #require(answer["Location"])
            let series = answer.json["series_id"].int ?? 0
            #expect(location == "/api/v1/bookings?series=\(series)")
            let found = try stack.curl(location, options: person.bearer).json["items"].elements
            let made = answer.json["booked"].elements.map { $0["id"] }
            #expect(found.reversed().map { $0["id"] } == made)
            #expect(found.allSatisfy { $0["total_amount"].text == "20.00" })
            #expect(try stack.curl(location, as: member).json["items"].elements.isEmpty)
            let all = try stack.curl("/api/v1/admin/bookings?series=\(series)", as: admin)
            #expect(all.json["pagination"]["total"].int == 3)
            let profile = try stack.curl("/api/v1/profile/export", options: person.bearer).json
            #expect(profile["booking_series"][0]["recurrence"].text == "FREQ=DAILY;COUNT=3")
            let history = try stack.sql(
                """
                SELECT count(*) FROM booking_history JOIN bookings ON bookings.id = booking_id
                 WHERE series_id = \(series) AND action = 'created' AND actor_id = \(person.id)
                """)
            #expect(history == ["3"])
        }

        @Test("366 occurrences are answered whole, and again to the same Idempotency-Key")
        func longest() throws {
            let venue = try Spares.venue("Europe/Berlin")
            let item = try Spares.item()
            var wish = Wish(
                venue, "2031-01-07T19:00:00", "2031-01-07T21:00:00", rule: "FREQ=DAILY;COUNT=366")
            wish.items = #"[{"item_id":\#(item),"quantity":2}]"#
            let key = ["-H", "Idempotency-Key: \(UUID())"]
            let answer = try wish.send(key)
            try #require(answer.status == 201, "\(answer.text)")
            #expect(answer.json["booked"].elements.count == 366)
            let again = try wish.send(key)
            #expect(again.body == answer.body && again["Idempotency-Replayed"] == "true")
            #expect(again["Location"] == answer["Location"])
            let facts = try stack.sql(
                """
                SELECT count(*), sum(quantity), count(DISTINCT series_id), sum(total_amount_minor)
                  FROM bookings JOIN booking_items ON booking_id = bookings.id
                 WHERE venue_id = \(venue)
                """)
            #expect(facts == ["366|732|1|\(366 * 2_500)"])
            wish.rule = "FREQ=DAILY;COUNT=365"
            #expect(try wish.send(key).status == 422)
            let refused = try wish.send()
            #expect(refused.status == 409 && pointers(refused).count == 365)
        }

        @Test("Items that others have at the time of one occurrence are in its way alone")
        func items() throws {
            let item = try Spares.item(3)
            var other = try Wish(Spares.venue(), "2031-01-14T20:00:00Z", "2031-01-14T23:00:00Z")
            other.items = #"[{"item_id":\#(item),"quantity":2}]"#
            #expect(try other.send().status == 201)
            var wish = try Wish(
                Spares.venue(), start, end, rule: "FREQ=WEEKLY;COUNT=3", onConflict: "skip")
            wish.items = other.items
            let answer = try wish.send()
            #expect(starts(answer) == ["2031-01-07T19:00:00Z", "2031-01-21T19:00:00Z"])
            #expect(answer.json["skipped"][0]["pointer"].text == "/items/0/quantity")
            #expect(
                answer.json["skipped"][0]["reason"].text
                    == "only 1 of item \(item) are left at this time")
            // What the series took, others cannot have.
            other = try Wish(Spares.venue(), "2031-01-21T20:00:00Z", "2031-01-21T23:00:00Z")
            other.items = wish.items
            #expect(try other.send().status == 409)
        }

        @Test("However many occurrences, as many statements")
        func statements() throws {
            func statements(_ count: Int) throws -> String {
                let wish = try Wish(
                    Spares.venue(), start, end, rule: "FREQ=DAILY;COUNT=\(count)")
                try stack.sql("SELECT pg_stat_statements_reset()")
                #expect(try wish.send().status == 201)
                return try stack.value(
                    """
                    SELECT sum(calls) FROM pg_stat_statements
                     WHERE userid = 'guildhall_interactive'::regrole AND toplevel
                    """)
            }
            #expect(try statements(2) == "3")
            #expect(try statements(366) == "3")
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What administrators and moderators do with the console's further pages.
    @Suite(.serialized) struct ConsolePages {
        @Test("Bookings are put in the other order by the column's head, and cursors go on in it")
        func sort() throws {
            let outcome = try Pages().perform("sort")
            let pages = outcome["pages"].elements.map { $0.elements.map(\.text) }
            func expected(_ order: String, _ offset: Int) throws -> [String] {
                try stack.sql(
                    """
                    SELECT booking_reference FROM bookings
                     ORDER BY start_datetime \(order), id \(order) LIMIT 20 OFFSET \(offset)
                    """)
            }
            try #require(pages.count == 4)
            for page in 0..<3 { #expect(try pages[page] == expected("ASC", page * 20)) }
            #expect(try pages[3] == expected("DESC", 0))
            #expect(outcome["sorted"].text == "descending")
            // The head that was pressed keeps the focus, so that it can be pressed again.
            #expect(outcome["focus"].text.hasPrefix("When"))
        }

        @Test("The operations' page names an index that is missing, and sets the log's level")
        func operate() throws {
            func level() throws -> String {
                try stack.curl("/api/v1/ops/log-level", as: stack.admin).json["level"].text
            }
            let threads = "/api/v1/forum/threads?tab=recent"
            _ = try stack.curl(threads)
            let before = try level()
            try stack.sql("ALTER INDEX venues_by_name RENAME TO venues_by_nothing")
            defer {
                _ = try? stack.sql("ALTER INDEX venues_by_nothing RENAME TO venues_by_name")
                _ = try? stack.curl(
                    "/api/v1/ops/log-level", as: stack.admin, method: "PUT",
                    json: #"{"level":"\#(before)"}"#)
            }
            let outcome = try Pages().perform("operate")
            let text = outcome["text"].text
            #expect(text.contains("1 index missing") && text.contains("venues_by_name"))
            let version = try stack.sql("SELECT max(version) FROM schema_migrations")[0]
            #expect(text.contains("version \(version)"))
            #expect(outcome["level"].text == before)
            let requests = outcome["requests"].elements.compactMap(\.int)
            #expect(requests.count > 3 && requests == requests.sorted(by: >))
            #expect(try level() == "error")
            #expect(outcome["said"].text.contains("it was \(before)"))
            #expect(try stack.curl(threads)["X-Cache"] == "miss")
        }

        @Test("A moderator names plants and gives one up, and sees nothing that is an admin's")
        func namePlants() throws {
            let person = try EndToEnd.person()
            try stack.sql("UPDATE users SET role = 'moderator' WHERE id = \(person.id)")
            let named = try Spares.identification(of: person.id)
            let unknown = try Spares.identification(of: person.id)
            let outcome = try Pages().perform(
                "name_plants",
                more: [
                    "moderator": ["email": person.login.email, "password": person.login.password],
                    "decisions": [
                        [unknown, "Nobody knows", [:]],
                        [
                            named, "Name",
                            ["Species": "Salvia officinalis", "How sure": "80"],
                        ],
                    ],
                ])
            #expect(outcome["first"].text.contains("Salvia officinalis"))
            #expect(outcome["first"].text.contains("80 % sure"))
            #expect(outcome["tabs"].elements.map(\.text) == ["Plants"])
            #expect(outcome["elsewhere"].text.contains("This is for administrators."))
            let kept = try stack.sql(
                """
                SELECT status, coalesce(species, ''), coalesce(confidence::text, ''), decided_by
                  FROM plant_identifications WHERE id IN (\(named), \(unknown)) ORDER BY id
                """)
            #expect(
                kept == [
                    "identified|Salvia officinalis|0.800|\(person.id)", "failed|||\(person.id)",
                ])
        }

        @Test("An administrator sends a delivery again, and keeps webhooks")
        func keepWebhook() throws {
            defer {
                try? Importing.clear()
                _ = try? stack.sql("DELETE FROM webhooks WHERE url LIKE '%/console-%'")
            }
            // Nobody listens there, so what is delivered fails.
            let failing = "http://127.0.0.1:9/console-failing"
            let address = "http://127.0.0.1:9/console-made"
            let made = try stack.curl(
                "/api/v1/admin/webhooks", as: stack.admin, json: #"{"url":"\#(failing)"}"#,
                options: ["-H", "Idempotency-Key: \(UUID())"])
            let id = try #require(made.json["id"].int)
            _ = try Importing.post(
                Importing.line("IMP-W1", "2094-01-01T10:00:00Z", "2094-01-01T12:00:00Z"))
            let attempts = "SELECT attempts FROM webhook_deliveries WHERE webhook_id = \(id)"
            #expect(try eventually { try (Int(stack.sql(attempts).first ?? "") ?? 0) > 0 })
            let before = try stack.sql(
                """
                UPDATE webhook_deliveries SET status = 'failed', next_attempt_at = NULL
                 WHERE webhook_id = \(id) RETURNING attempts
                """)
            let outcome = try Pages().perform(
                "keep_webhook", more: ["failing": failing, "address": address])
            #expect(outcome["failure"].text.contains("booking.created"))
            #expect(outcome["failure"].text.contains("\(before[0]) attempt"))
            #expect(outcome["secret"].text.hasPrefix("whsec_"))
            #expect(outcome["row"].text.contains("disabled"))
            let kept = try stack.sql(
                """
                SELECT url, enabled, cardinality(events), 'waitlist.expired' = ANY (events)
                  FROM webhooks WHERE url LIKE '%/console-%'
                """)
            #expect(kept == ["\(address)|f|7|f"])
        }

        @Test("An administrator calls a fast by a span of weekdays, and sets its days one by one")
        func callFast() throws {
            let name = "Fast \(UUID().uuidString.prefix(8))"
            defer { _ = try? stack.sql("DELETE FROM fasts WHERE name = '\(name)'") }
            let outcome = try Pages().perform("call_fast", more: ["name": name])
            #expect(outcome["fault"].text == "to must not be before from")
            // Wednesdays and Fridays of two weeks.
            #expect(
                outcome["listed"].elements.map(\.text)
                    == ["12", "14", "19", "21"].map { "2031-03-\($0)" })
            let kept = try stack.sql(
                """
                SELECT d.day FROM fast_days d JOIN fasts f ON f.id = d.fast_id
                 WHERE f.name = '\(name)' ORDER BY d.day
                """)
            #expect(kept == ["2031-03-12", "2031-04-01"])
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Many who want the same venues and items.
    @Suite(.serialized) struct BookingsAtOnce {
        private static let clients = 16

        /// Wishes for random half hours of two weeks in ten venues, some with items.
        private func wishes(_ count: Int, venues: [String], item: String) -> [Load.Request] {
            (0..<count).map { _ in
                let start = Int.random(in: 0..<640) * 1_800
                let length = Int.random(in: 1...6) * 1_800
                let items =
                    Bool.random()
                    ? #"[{"item_id":\#(item),"quantity":\#(Int.random(in: 1...2))}]"# : "[]"
                return Load.Request(
                    path: "/api/v1/bookings",
                    body: #"{"venue_id":\#(venues.randomElement()!),"start_datetime":""#
                        + moment(start) + #"","end_datetime":""# + moment(start + length)
                        + #"","guests":3,"items":\#(items)}"#)
            }
        }

        private func moment(_ seconds: Int) -> String {
            ISO8601DateFormatter().string(
                from: Date(
                    timeIntervalSince1970: TimeInterval(1_930_000_000 / 1_800 * 1_800 + seconds)))
        }

        /// Overlaps, items promised twice, and all bookings of the venues.
        private func facts(_ venues: [String], _ item: String, _ stack: Stack) throws -> [String] {
            try stack.value(
                """
                WITH held AS (
                    SELECT id, venue_id, tstzrange(start_datetime, end_datetime) AS during
                      FROM bookings
                     WHERE venue_id IN (\(venues.joined(separator: ",")))
                       AND status IN ('pending', 'confirmed')
                ), edges AS (
                    SELECT lower(h.during) AS at FROM held h JOIN booking_items i
                      ON i.booking_id = h.id AND i.item_id = \(item)
                )
                SELECT (SELECT count(*) FROM held a JOIN held b ON a.id < b.id
                          AND a.venue_id = b.venue_id AND a.during && b.during),
                       (SELECT coalesce(max(taken), 0) FROM edges CROSS JOIN LATERAL (
                            SELECT sum(i.quantity) AS taken FROM held h JOIN booking_items i
                              ON i.booking_id = h.id AND i.item_id = \(item)
                             WHERE h.during @> edges.at) AS there),
                       (SELECT count(*) FROM held)
                """
            ).split(separator: "|").map(String.init)
        }

        @Test("Whatever many want at once, nothing overlaps and each answer is true")
        func crowd() throws {
            let stack = EndToEnd.stack
            let venues = try (0..<10).map { _ in try Spares.venue() }
            let item = try Spares.item(3)
            let count = Load.rounds * 50 / Self.clients
            let token = try stack.token(member)
            let clients = try (0..<Self.clients).map { _ in
                try Load(stack: stack).start([
                    "mode": "kept", "headers": ["Authorization": "Bearer \(token)"],
                    "requests": wishes(count, venues: venues, item: item).map(\.description),
                ])
            }
            var statuses: [Int: Int] = [:]
            for client in clients {
                for reply in try Load.outcome(of: client)["replies"].elements {
                    statuses[reply[0].int ?? 0, default: 0] += 1
                }
            }
            #expect(Set(statuses.keys).isSubset(of: [201, 409]), "\(statuses)")
            let facts = try facts(venues, item, stack)
            #expect(facts[0] == "0", "overlaps")
            #expect(Int(facts[1]) ?? 99 <= 3, "items promised at one time: \(facts[1])")
            #expect(Int(facts[2]) == statuses[201], "acknowledged and there")
            print("\(count * Self.clients) wishes: \(statuses)")
        }

        @Test("An acknowledged booking outlives the responders and PostgreSQL")
        func durability() throws {
            let stack = brittleStack
            let venues = try stack.sql(
                """
                INSERT INTO venues (name, seats, time_zone, hourly_rate_minor, currency)
                SELECT 'Spare', 100, 'UTC', 1000, 'EUR' FROM generate_series(1, 10) RETURNING id
                """)
            let token = try stack.token(stack.member)
            let client = try Load(stack: stack).start([
                "mode": "kept", "headers": ["Authorization": "Bearer \(token)"],
                "requests": wishes(400, venues: venues, item: "1").map(\.description),
            ])
            usleep(300_000)
            for responder in try stack.responders() { kill(responder, SIGKILL) }
            usleep(300_000)
            let server = try #require(
                stack.facts()["service_pids"]["postgresql"].int.map(Int32.init))
            kill(server, SIGQUIT)
            let replies = try Load.outcome(of: client)["replies"].elements
            let isBack = try eventually(30) { try stack.curl("/ready").status == 200 }
            try #require(isBack)
            let made = replies.filter { $0[0].int == 201 }.compactMap {
                JSONValue(Data($0[1].text.utf8))["id"].int
            }
            #expect(made.count > 10)
            let found = try stack.sql(
                "SELECT count(*) FROM bookings WHERE id IN (\(made.map(String.init).joined(separator: ",")))"
            )
            #expect(found == ["\(made.count)"])
            stack.forgetTokens()
        }
    }
}

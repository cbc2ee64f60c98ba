import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Many series at once.
    @Suite(.serialized) struct SeriesAtOnce {
        private static let clients = 6

        /// Series and single bookings, most for one venue, on the days of four months.
        private func wishes(_ venues: [String], _ item: String) -> [Load.Request] {
            (0..<max(1, Load.rounds / 10)).map { _ in
                let day = Int.random(in: 0..<60)
                let hour = 10 + Int.random(in: 0..<10)
                let date = ZoneInfo.locals(from: "2033-02-01", every: day, 2)[1]
                var wish = Wish(
                    venues.randomElement()!, "\(date)T\(hour):00:00", "\(date)T\(hour + 2):30:00")
                if Int.random(in: 0..<4) > 0 {
                    wish.rule =
                        "FREQ=\(["DAILY", "WEEKLY"].randomElement()!);"
                        + "INTERVAL=\(Int.random(in: 1...3));COUNT=\(Int.random(in: 2...30))"
                    wish.onConflict = ["fail", "skip", "skip"].randomElement()!
                }
                if Bool.random() { wish.items = #"[{"item_id":\#(item),"quantity":1}]"# }
                return Load.Request(path: "/api/v1/bookings", body: wish.json)
            }
        }

        @Test("Whatever series many want at once, nothing overlaps and each answer is true")
        func crowd() throws {
            let stack = EndToEnd.stack
            let venue = try Spares.venue("Europe/Berlin")
            let venues = try [venue, venue, venue, Spares.venue("Europe/Berlin")]
            let item = try Spares.item(1)
            let token = try stack.token(member)
            let clients = try (0..<Self.clients).map { _ in
                try Load(stack: stack).start([
                    "mode": "kept", "headers": ["Authorization": "Bearer \(token)"],
                    "requests": wishes(venues, item).map(\.description),
                ])
            }
            var statuses: [Int: Int] = [:]
            var acknowledged: Set<Int> = []
            for client in clients {
                for reply in try Load.outcome(of: client)["replies"].elements {
                    statuses[reply[0].int ?? 0, default: 0] += 1
                    guard reply[0].int == 201 else { continue }
                    let json = JSONValue(Data(reply[1].text.utf8))
                    let made = ([json] + json["booked"].elements).compactMap { $0["id"].int }
                    #expect(!made.isEmpty)
                    acknowledged.formUnion(made)
                }
            }
            #expect(Set(statuses.keys).isSubset(of: [201, 409, 422]), "\(statuses)")
            let held = "FROM bookings WHERE venue_id IN (\(venues.joined(separator: ",")))"
            #expect(try Set(stack.sql("SELECT id \(held)").compactMap { Int($0) }) == acknowledged)
            let overlaps = try stack.sql(
                """
                WITH held AS (SELECT *, tstzrange(start_datetime, end_datetime) AS during \(held))
                SELECT (SELECT count(*) FROM held a JOIN held b ON a.id < b.id
                          AND a.venue_id = b.venue_id AND a.during && b.during),
                       (SELECT count(*) FROM held a JOIN held b ON a.id < b.id
                          AND a.during && b.during
                          JOIN booking_items i ON i.booking_id = a.id
                          JOIN booking_items j ON j.booking_id = b.id)
                """)
            #expect(overlaps == ["0|0"])
            print("\(statuses) for series at once, \(acknowledged.count) bookings")
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What happens by itself, with two workers.
    @Suite(.serialized) struct BackgroundWork {
        private let stack = sharpStack

        private func workers() throws -> [Int32] {
            let services = try stack.facts()["service_pids"]
            return ["worker", "worker-2"].compactMap { services[$0].int.map(Int32.init) }
        }

        @Test("A hold that is not used moves on by itself, and at the end the time is free")
        func expiry() throws {
            let steps = try WaitingSteps(on: stack)
            let people = try (0..<4).map { _ in try person(on: stack) }
            let booking = try steps.booking(people[0])
            for person in people[1...2] { #expect(try steps.wait(person).status == 201) }
            #expect(try steps.cancel(booking, of: people[0]).status == 200)
            #expect(try steps.statuses(people[1]) == ["held"])
            let hasMoved = try eventually { try steps.statuses(people[2]) == ["held"] }
            #expect(hasMoved)
            #expect(try steps.statuses(people[1]) == ["expired"])
            #expect(try steps.book(people[1]).status == 409, "who let it go has no claim")
            let isOver = try eventually { try steps.statuses(people[2]) == ["expired"] }
            #expect(isOver)
            #expect(try steps.busy() == [])
            #expect(try steps.book(people[3]).status == 201)
            let events = try stack.sql(
                """
                SELECT event FROM outbox WHERE payload ->> 'venue_id' = '\(steps.venue)'
                   AND event::text LIKE 'waitlist.%' ORDER BY id
                """)
            #expect(
                events == [
                    "waitlist.held", "waitlist.expired", "waitlist.held", "waitlist.expired",
                ])
        }

        @Test("While no worker runs, bookings go on, and turns are kept")
        func withoutWorkers() throws {
            let steps = try WaitingSteps(on: stack)
            let people = try (0..<4).map { _ in try person(on: stack) }
            let workers = try workers()
            try #require(workers.count == 2)
            for worker in workers { kill(worker, SIGSTOP) }
            defer { for worker in workers { kill(worker, SIGCONT) } }
            let booking = try steps.booking(people[0])
            for person in people[1...2] { #expect(try steps.wait(person).status == 201) }
            #expect(try steps.cancel(booking, of: people[0]).status == 200)
            usleep(2_200_000)
            #expect(try steps.statuses(people[1]) == ["held"], "nobody has looked yet")
            #expect(try steps.book(people[3]).status == 409)
            #expect(try steps.statuses(people[1]) == ["expired"])
            #expect(try steps.statuses(people[2]) == ["held"])
            #expect(try steps.book(people[2]).status == 201)
            let list = try stack.curl("/api/v1/bookings", options: people[2].bearer)
            #expect(list.json["items"].elements.count == 1)
        }

        @Test("Confirmed bookings that are over are completed, by nobody; wishes expire")
        func completion() throws {
            let venue = try Spares.venue(on: stack)
            let id = try stack.sql(
                """
                INSERT INTO bookings (user_id, venue_id, status, start_datetime, end_datetime,
                                      guests, total_amount_minor, currency)
                VALUES (2, \(venue), 'confirmed', now() - interval '2 h', now() - interval '1 h', 1,
                        0, 'EUR'),
                       (2, \(venue), 'confirmed', now() - interval '30 min', now() + interval '1 h',
                        1, 0, 'EUR') RETURNING id
                """)
            let wish = try stack.value(
                """
                INSERT INTO waiting_entries (user_id, venue_id, start_datetime, end_datetime, guests)
                VALUES (2, \(venue), now() - interval '1 min', now() + interval '1 h', 1)
                RETURNING id
                """)
            let isDone = try eventually {
                try stack.sql("SELECT status FROM bookings WHERE id = \(id[0])") == ["completed"]
                    && stack.sql("SELECT status FROM waiting_entries WHERE id = \(wish)")
                        == ["expired"]
            }
            #expect(isDone)
            let present = try stack.sql("SELECT status FROM bookings WHERE id = \(id[1])")
            #expect(present == ["confirmed"])
            let history = try stack.curl(
                "/api/v1/admin/bookings/\(id[0])/history", as: stack.admin
            ).json["items"]
            #expect(history.elements.count == 1, "two workers complete it once")
            #expect(history[0]["action"].text == "completed" && history[0]["actor"].isNull)
            let events = try stack.sql(
                "SELECT count(*) FROM outbox WHERE payload ->> 'booking_id' = '\(id[0])'")
            #expect(events == ["1"])
        }

        @Test("A worker outlives a restart of PostgreSQL, and stops when it is told to")
        func outages() throws {
            try stack.sql(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE usename = 'guildhall_worker'
                """)
            try completion()
            let before = try workers()
            for worker in before { kill(worker, SIGTERM) }
            let isReplaced = try eventually(5) {
                let now = try workers()
                return now.count == 2 && Set(now).isDisjoint(with: before)
                    && now.allSatisfy { $0 > 0 }
            }
            #expect(isReplaced)
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Waiting for time that is taken.
    @Suite(.serialized) struct WaitingLists {
        @Test("Time that comes free is held for the first in line, then for the next")
        func order() throws {
            let steps = try WaitingSteps()
            let people = try (0..<4).map { _ in try person() }
            let (owner, first, second, stranger) = (people[0], people[1], people[2], people[3])
            let booking = try steps.booking(owner)
            let entry = try steps.wait(first)
            #expect(entry.status == 201 && entry.json["place_in_line"].int == 1)
            #expect(try steps.wait(second).json["place_in_line"].int == 2)
            #expect(try steps.cancel(booking, of: owner).status == 200)
            #expect(try steps.statuses(first) == ["held"])
            #expect(try steps.statuses(second) == ["waiting"])
            #expect(try steps.busy() == ["10-12"])
            // The very transaction that cancelled the booking wrote the hold.
            let isOneTransaction = try stack.sql(
                """
                SELECT b.xmin = w.xmin FROM bookings b, waiting_entries w
                 WHERE b.id = \(booking) AND w.id = \(try #require(entry.json["id"].int))
                """)
            #expect(isOneTransaction == ["t"])
            for other in [stranger, second, owner] {
                let refused = try steps.book(other, 11, 13)
                #expect(refused.status == 409)
                #expect(pointers(refused) == ["/start_datetime"])
            }
            let used = try steps.book(first)
            #expect(used.status == 201)
            #expect(try steps.statuses(first) == ["booked"])
            let mine = try stack.curl("/api/v1/waitlist", options: first.bearer).json["items"][0]
            #expect(mine["booking_id"] == used.json["id"])
            #expect(try steps.busy() == ["10-12"])
            let rejected = try stack.curl(
                "/api/v1/admin/bookings/\(used.json["id"].int ?? 0)/reject", as: admin,
                method: "POST")
            #expect(rejected.status == 200)
            #expect(try steps.statuses(second) == ["held"])
        }

        @Test("A change frees time; only who finds the whole wish free gets a hold, of just that")
        func parts() throws {
            let steps = try WaitingSteps()
            let people = try (0..<4).map { _ in try person() }
            let booking = try steps.booking(people[0], 10, 14)
            _ = try steps.booking(people[0], 14, 16)
            #expect(try steps.wait(people[1], 13, 15).status == 201)
            #expect(try steps.wait(people[2], 10, 11).status == 201)
            #expect(try steps.wait(people[3], 10, 13).status == 201)
            #expect(try steps.move(booking, of: people[0], to: 12, 14).status == 200)
            #expect(try steps.statuses(people[1]) == ["waiting"])
            #expect(try steps.statuses(people[2]) == ["held"])
            #expect(try steps.statuses(people[3]) == ["waiting"])
            #expect(try steps.busy() == ["10-11", "12-14", "14-16"])
            #expect(try steps.move(booking, of: people[0], to: 9, 11).status == 409)
            #expect(try steps.book(people[0], 11, 12).status == 201, "what nobody holds is free")
        }

        @Test("What a holder does not use, or gives up, is the next one's")
        func rest() throws {
            let steps = try WaitingSteps()
            let people = try (0..<4).map { _ in try person() }
            let booking = try steps.booking(people[0], 10, 14)
            let first = try steps.wait(people[1], 10, 14)
            #expect(try steps.wait(people[2], 10, 14).status == 201)
            #expect(try steps.wait(people[3], 13, 14).status == 201)
            #expect(try steps.cancel(booking, of: people[0]).status == 200)
            let path = "/api/v1/waitlist/\(try #require(first.json["id"].int))"
            #expect(try stack.curl(path, method: "DELETE", options: people[2].bearer).status == 404)
            for _ in 0..<2 {
                #expect(
                    try stack.curl(path, method: "DELETE", options: people[1].bearer).status == 204)
            }
            #expect(try steps.statuses(people[1]) == ["left"])
            #expect(try steps.statuses(people[2]) == ["held"])
            #expect(try steps.book(people[2], 11, 12).status == 201)
            #expect(try steps.statuses(people[2]) == ["booked"])
            #expect(try steps.statuses(people[3]) == ["held"])
            #expect(try steps.busy() == ["11-12", "13-14"])
        }

        @Test("Only wishes that could be booked, once each, for time that is taken")
        func refusals() throws {
            let steps = try WaitingSteps()
            let (owner, person) = (try EndToEnd.person(), try EndToEnd.person())
            let free = try steps.wait(person)
            #expect(free.status == 409 && free.text.contains("free"))
            _ = try steps.booking(owner)
            let large = try steps.wait(person, 12, 11, guests: 101)
            #expect(large.status == 422)
            #expect(pointers(large) == ["/end_datetime", "/guests"])
            #expect(try steps.wait(person).status == 201)
            #expect(try steps.wait(person).status == 409)
            let nowhere = try stack.curl(
                "/api/v1/venues/999999/waitlist",
                json:
                    #"{"guests":1,"start_datetime":"2031-01-01T10:00:00Z","end_datetime":"2031-01-01T11:00:00Z"}"#,
                options: person.bearer)
            #expect(nowhere.status == 404)
            let export = try stack.curl("/api/v1/profile/export", options: person.bearer).json
            #expect(export["waitlist"].elements.count == 1)
        }

        @Test("Nobody waits for more than they may, however many they ask for at once")
        func limit() throws {
            let person = try person()
            let venue = try Spares.venue()
            try stack.sql(
                """
                INSERT INTO bookings (user_id, venue_id, start_datetime, end_datetime, guests,
                                      total_amount_minor, currency)
                SELECT 2, \(venue), '2031-07-07T00:00Z', '2031-07-08T00:00Z', 1, 0, 'EUR'
                """)
            let requests = (0..<24).map { hour in
                let start = String(format: "2031-07-07T%02d:00:00Z", hour)
                let end = String(format: "2031-07-07T%02d:30:00Z", hour)
                return Load.Request(
                    path: "/api/v1/venues/\(venue)/waitlist",
                    body:
                        #"{"guests":1,"start_datetime":"\#(start)","end_datetime":"\#(end)"}"#,
                    headers: ["Authorization": "Bearer \(person.access)"])
            }
            let statuses = try Load(stack: stack).burst(requests).map(\.status)
            #expect(statuses.count { $0 == 201 } == 20)
            #expect(statuses.count { $0 == 409 } == 4)
        }

        @Test("In a crowd that grabs whatever comes free, nobody gets what is another's turn")
        func crowd() throws {
            let count = max(10, Load.rounds / 5)
            let (waiting, grabber) = (try person(), try person())
            let ids = try stack.sql(
                """
                WITH venue AS (
                    INSERT INTO venues (name, seats, time_zone, hourly_rate_minor, currency)
                    SELECT 'Spare', 100, 'UTC', 1000, 'EUR' FROM generate_series(1, \(count))
                    RETURNING id
                ), waiting AS (
                    INSERT INTO waiting_entries (user_id, venue_id, start_datetime, end_datetime,
                                                 guests)
                    SELECT \(waiting.id), id, '2031-06-06T10:00Z', '2031-06-06T12:00Z', 5 FROM venue
                )
                INSERT INTO bookings (user_id, venue_id, start_datetime, end_datetime, guests,
                                      total_amount_minor, currency)
                SELECT 2, id, '2031-06-06T10:00Z', '2031-06-06T12:00Z', 5, 0, 'EUR' FROM venue
                RETURNING id || ' ' || venue_id
                """
            ).map { $0.split(separator: " ").map(String.init) }
            let wishes = ids.map { booking in
                Load.Request(
                    path: "/api/v1/bookings",
                    body: #"{"venue_id":\#(booking[1]),"guests":1,"#
                        + #""start_datetime":"2031-06-06T11:00:00Z","#
                        + #""end_datetime":"2031-06-06T13:00:00Z"}"#
                ).description
            }
            let crowd = try (0..<16).map { _ in
                try Load(stack: stack).start([
                    "mode": "kept", "headers": ["Authorization": "Bearer \(grabber.access)"],
                    "requests": (0..<4).flatMap { _ in wishes.shuffled() },
                ])
            }
            for (index, booking) in ids.enumerated() {
                let answer =
                    index % 2 == 0
                    ? try stack.curl(
                        "/api/v1/bookings/\(booking[0])/cancel", as: member, method: "POST")
                    : try stack.curl(
                        "/api/v1/admin/bookings/\(booking[0])/reject", as: admin, method: "POST")
                #expect(answer.status == 200)
            }
            var statuses: [Int: Int] = [:]
            for client in crowd {
                for reply in try Load.outcome(of: client)["replies"].elements {
                    statuses[reply[0].int ?? 0, default: 0] += 1
                }
            }
            #expect(statuses == [409: 16 * 4 * count], "\(statuses)")
            let held = try stack.sql(
                """
                SELECT count(*) FROM waiting_entries
                 WHERE user_id = \(waiting.id) AND status = 'held'
                """)
            #expect(held == ["\(count)"])
            print("\(count) cancellations, \(16 * 4 * count) grabs: \(statuses)")
        }
    }
}

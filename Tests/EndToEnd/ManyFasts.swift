import Foundation
import JSON
import TestStack
import TestSupport
import Testing

extension EndToEnd {
    /// What requests cost, for those who keep no fast as for those who keep ten thousand.
    @Suite(.serialized) struct ManyFasts {
        private var stack: Stack { sharpStack }
        private static let sizes = [0, 5, 25, 200, 10_000]

        /// The most statements of each request.
        private static let requests = [
            ("/api/v1/profile", 1), ("/api/v1/fasts/stats", 1), ("/api/v1/fasts?page_size=25", 2),
            ("/api/v1/fasts/$FAST", 1), ("/api/v1/fasts/$FAST/participants", 2),
            ("/api/v1/plants/identifications", 2), ("/api/v1/plants/care-cards", 2),
            ("/api/v1/dashboard/stats", 1),
        ]

        /// Somebody for each size, who keeps so many fasts, and asked about as many plants.
        private static let people = Result { try fill(EndToEnd.sharpStack) }

        private static func fill(_ stack: Stack) throws -> [(fasts: Int, person: Person)] {
            try stack.sql(
                """
                WITH made AS (
                    INSERT INTO fasts (name, church_id)
                    SELECT 'Many ' || n, (SELECT min(id) FROM churches)
                      FROM generate_series(1, 10000) AS n RETURNING id)
                INSERT INTO fast_days (fast_id, day)
                SELECT id, date '2031-01-01' + (id % 1000)::int + n
                  FROM made, generate_series(0, 39) AS n
                """)
            let people = try sizes.map { size in
                let person = try EndToEnd.person(on: stack)
                try stack.sql(
                    """
                    INSERT INTO participations (fast_id, user_id)
                    SELECT id, \(person.id) FROM fasts WHERE name LIKE 'Many %' LIMIT \(size);
                    INSERT INTO plant_identifications (user_id, note)
                    SELECT \(person.id), 'x' FROM generate_series(1, \(size));
                    INSERT INTO care_cards (user_id, plant, title, text)
                    SELECT \(person.id), 'x', 'x', 'x' FROM generate_series(1, \(size))
                    """)
                return (size, person)
            }
            try stack.sql("VACUUM ANALYZE")
            return people
        }

        /// Calls by each person for the fast that the most of them keep.
        private func forEach(
            _ body: (_ path: String, _ most: Int, _ fasts: Int, _ person: Person) throws -> Void
        ) throws {
            let fast = try stack.value("SELECT max(id) FROM fasts WHERE participants_count > 3")
            for (path, most) in Self.requests {
                let path = path.replacingOccurrences(of: "$FAST", with: fast)
                for (fasts, person) in try Self.people.get() {
                    try body(path, most, fasts, person)
                }
            }
        }

        /// Makes ten calls, one after another, or many at once, so that every connection to the
        /// database has been used.
        private func get(_ path: String, _ person: Person, atOnce: Bool = false) throws {
            let request = Load.Request(
                method: "GET", path: path, headers: ["Authorization": "Bearer \(person.access)"])
            let load = Load(stack: stack)
            let replies =
                atOnce
                ? try load.burst(Array(repeating: request, count: 24))
                : try load.sequence(Array(repeating: request, count: 10))
            #expect(Set(replies.map(\.status)) == [200], "\(path)")
        }

        @Test("However many fasts somebody keeps, a request takes the same few statements")
        func statements() throws {
            var taken: [String: Set<Int>] = [:]
            try forEach { path, most, fasts, person in
                try get(path, person, atOnce: true)
                let count = try stack.statements { try get(path, person) }
                #expect(count <= most * 10, "\(path), \(fasts) fasts")
                taken[path, default: []].insert(count)
            }
            #expect(taken.values.allSatisfy { $0.count == 1 }, "\(taken)")
        }

        @Test("Each of these requests takes one round trip to PostgreSQL")
        func roundTrips() throws {
            try stack.countingTurns { counter in
                try forEach { path, _, fasts, person in
                    // Every connection is made anew, and prepares its statements, beforehand.
                    try get(path, person, atOnce: true)
                    let trips = try counter.roundTrips { try get(path, person) }
                    #expect(trips == 10, "\(path), \(fasts) fasts")
                }
            }
        }

        @Test(
            "Responders take the same memory for ten thousand fasts as for none, and for their crowds"
        )
        func memory() throws {
            let people = try Self.people.get()
            let (none, many) = (try #require(people.first).person, try #require(people.last).person)
            let crowd = min(1_000_000, Load.rounds * 1_000)
            let fasts = try [Spares.fast("1", on: stack), Spares.fast("1", on: stack)]
            try gather(crowd, fasts[1])
            func peak(_ person: Person, _ fast: Int, _ page: Int) throws -> Int {
                for responder in try stack.responders() { try Memory.resetPeak(responder) }
                for (path, _) in Self.requests {
                    let path = path.replacingOccurrences(of: "$FAST", with: "\(fast)")
                    try get(path, person, atOnce: true)
                }
                let participants = "/api/v1/fasts/\(fast)/participants?page_size=100&page=\(page)"
                try get(participants, person, atOnce: true)
                return try stack.responders().map(Memory.peak).max() ?? 0
            }
            _ = try peak(many, fasts[1], 1)
            let few = try peak(none, fasts[0], 1)
            let all = try peak(many, fasts[1], crowd / 100)
            print("\(few) KiB for none, \(all) KiB for 10,000 fasts and \(crowd) participants")
            #expect(abs(all - few) <= 512, "\(few) KiB for none, \(all) KiB for all")
        }

        /// Makes so many people keep a fast. Without the index of their names' letters, which nothing
        /// here reads and which takes a minute to fill.
        private func gather(_ count: Int, _ fast: Int) throws {
            try stack.sql("DROP INDEX IF EXISTS users_search")
            try stack.sql(
                """
                WITH keepers AS (
                    INSERT INTO users (email, name)
                    SELECT 'keeper.' || n || '@many.example', 'Keeper ' || n
                      FROM generate_series(1, \(count)) AS n RETURNING id)
                INSERT INTO participations (fast_id, user_id) SELECT \(fast), id FROM keepers
                """)
            try stack.sql("VACUUM ANALYZE participations")
        }

        @Test("What somebody keeps, and who keeps a fast, is found in the indexes made for it")
        func indexes() throws {
            let person = try #require(Self.people.get().last).person
            for (query, index) in [
                (
                    "participations WHERE user_id = \(person.id)",
                    "participations_(user_fast_key|by_user)"
                ),
                (
                    "participations WHERE fast_id = 7 ORDER BY joined_at, id LIMIT 50",
                    "participations_by_fast"
                ),
                ("fast_days WHERE fast_id = 7 ORDER BY day", "fast_days_pkey"),
                ("fasts ORDER BY start_order DESC, id DESC LIMIT 50", "fasts_by_start"),
                (
                    "plant_identifications WHERE user_id = 7 ORDER BY created_at DESC, id DESC",
                    "plant_identifications_by_user_created"
                ),
                ("care_cards WHERE user_id = 7", "care_cards_by_user_created"),
            ] {
                let plan = try stack.sql("EXPLAIN SELECT * FROM \(query)").joined(separator: "\n")
                #expect(plan.contains(try Regex("(using|on) \(index)")), "\(plan)")
                #expect(!plan.contains("Seq Scan"), "\(plan)")
            }
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// The numbers that a member sees at a glance.
    @Suite(.serialized) struct DashboardStats {
        private func stats(_ options: [String]) throws -> JSONValue {
            let answer = try stack.curl("/api/v1/dashboard/stats", options: options)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer["Cache-Control"] == "no-store")
            return answer.json
        }

        private func numbers(_ stats: JSONValue) -> [String] {
            ["plants", "forum", "bookings", "fasts"].flatMap { part in
                stats[part].names.map { "\(stats[part][$0].int ?? -1)" }
            }
        }

        /// The same numbers, each from the rows themselves.
        private func recount(_ user: Int) throws -> [String] {
            let mine = "user_id = \(user)"
            let week = "created_at > now() - interval '7 days'"
            let counts = [
                "plant_identifications WHERE \(mine) AND status = 'identified'",
                "plant_identifications WHERE \(mine)",
                "plant_identifications WHERE \(mine) AND \(week)", "care_cards WHERE \(mine)",
                "topics WHERE status <> 'hidden'",
                "posts JOIN topics t ON t.id = topic_id WHERE status <> 'hidden'",
                "topics WHERE status <> 'hidden' AND \(week)", "posts WHERE \(week)",
                "bookings WHERE \(mine) AND status IN ('pending', 'confirmed') AND start_datetime > now()",
                """
                bookings WHERE \(mine) AND status NOT IN ('cancelled', 'rejected')
                   AND start_datetime <= now()
                """,
                "bookings WHERE \(mine) AND status = 'pending'", "participations WHERE \(mine)",
                "participations p JOIN fast_days d ON d.fast_id = p.fast_id WHERE \(mine)",
            ]
            let columns = counts.map { "(SELECT count(*) FROM \($0))" }.joined(separator: ", ")
            return try stack.value("SELECT \(columns)").split(separator: "|").map(String.init)
        }

        @Test("Every number is what a recount gives, for somebody with much and for somebody new")
        func recount() throws {
            let known = try stats(["-H", "Authorization: Bearer \(try stack.token(member))"])
            #expect(
                known.names == [
                    "as_of", "plants", "forum", "bookings", "fasts", "recent_activity",
                ])
            #expect(try numbers(known) == recount(2))
            #expect(numbers(known).filter { $0 == "0" }.count < 4)
            let person = try EndToEnd.person()
            let new = try stats(person.bearer)
            #expect(try numbers(new) == recount(person.id))
            #expect(new["recent_activity"].elements.isEmpty)
            #expect(new["as_of"].text.hasSuffix("Z"))
        }

        @Test("A week is seven times 24 hours, and nothing of others' counts")
        func week() throws {
            let person = try EndToEnd.person()
            let inside = "now() - interval '6 days 23 hours 59 minutes'"
            let outside = "now() - interval '7 days 1 minute'"
            let before = try stats(person.bearer)["forum"]
            for moment in [inside, outside] {
                _ = try Spares.identification(of: person.id, at: moment)
                _ = try Spares.identification(of: 2, at: moment)
                try stack.sql(
                    """
                    INSERT INTO topics (forum_id, user_id, created_at, last_post_at, subject, excerpt)
                    SELECT min(id), \(person.id), \(moment), \(moment), 'Week', 'x' FROM forums
                    """)
            }
            let after = try stats(person.bearer)
            #expect(after["plants"]["total_searches"].int == 2)
            #expect(after["plants"]["searches_this_week"].int == 1)
            for (name, more) in [("topics_count", 2), ("topics_this_week", 1)] {
                #expect(after["forum"][name].int == (before[name].int ?? 0) + more, "\(name)")
            }
        }

        @Test("The newest activity is at most ten of what the caller did, newest first, in words")
        func activity() throws {
            let person = try EndToEnd.person()
            let fast = try Spares.fast(Spares.church())
            let venue = try Spares.venue()
            func at(_ hours: Int) -> String { "now() - interval '\(hours) hours'" }
            for hours in 20..<28 { _ = try Spares.identification(of: person.id, at: at(hours)) }
            try stack.sql(
                """
                UPDATE plant_identifications
                   SET status = 'identified', species = 'Rosa', decided_at = now()
                 WHERE user_id = \(person.id) AND created_at > \(at(21));
                INSERT INTO participations (fast_id, user_id, joined_at)
                VALUES (\(fast), \(person.id), \(at(1)));
                INSERT INTO care_cards (user_id, plant, title, text, created_at)
                VALUES (\(person.id), 'Rosa', 'Roses "wild"', 'Cut.', \(at(3)));
                INSERT INTO bookings (user_id, venue_id, start_datetime, end_datetime, guests,
                                      total_amount_minor, currency, created_at)
                VALUES (\(person.id), \(venue), '2031-01-01T10:00Z', '2031-01-01T11:00Z', 1, 0, 'EUR',
                        \(at(2)));
                WITH t AS (
                    INSERT INTO topics (forum_id, user_id, created_at, last_post_at, subject, excerpt)
                    SELECT id, \(person.id), \(at(5)), \(at(4)), 'Dew', 'x' FROM forums
                     WHERE slug = 'garden' RETURNING id)
                INSERT INTO posts (topic_id, user_id, position, created_at, body)
                SELECT id, \(person.id), n, now() - (6 - n) * interval '1 hour', 'x'
                  FROM t, generate_series(1, 2) AS n;
                """)
            let activity = try stats(person.bearer)["recent_activity"].elements
            #expect(
                activity.map { "\($0["kind"].text): \($0["description"].text)" } == [
                    "fast: Joined Spare", "booking: Booked Spare",
                    "care_card: Saved \"Roses \"wild\"\"",
                    "post: Wrote in \"Dew\" in Garden", "topic: Began \"Dew\" in Garden",
                    "identification: Asked about Rosa",
                ] + Array(repeating: "identification: Asked about a plant", count: 4))
            #expect(activity.allSatisfy { Set($0.names) == ["kind", "id", "description", "at"] })
            let moments = activity.map { $0["at"].text }
            #expect(moments == moments.sorted(by: >))
            #expect(activity.first?["id"].int == fast)
        }

        @Test("All numbers are of one moment, whatever changes meanwhile")
        func snapshot() throws {
            let person = try EndToEnd.person()
            // Each of these transactions asks about as many plants as it saves cards.
            let writer = try Running([
                "psql", "-XAtq", stack.database, "-c",
                """
                DO $$ BEGIN
                    FOR n IN 1..300 LOOP
                        INSERT INTO care_cards (user_id, plant, title, text)
                        VALUES (\(person.id), 'Rosa', 'Roses', 'Cut.');
                        INSERT INTO plant_identifications (user_id, note)
                        VALUES (\(person.id), 'White flowers');
                        COMMIT;
                    END LOOP;
                END $$
                """,
            ])
            var seen: Set<Int> = []
            while writer.process.isRunning {
                let plants = try stats(person.bearer)["plants"]
                #expect(plants["total_searches"] == plants["saved_care_cards"])
                seen.insert(plants["total_searches"].int ?? -1)
            }
            #expect(try writer.wait().status == 0)
            #expect(try stats(person.bearer)["plants"]["saved_care_cards"].int == 300)
            #expect(seen.count > 1, "\(seen.count) different answers")
        }
    }
}

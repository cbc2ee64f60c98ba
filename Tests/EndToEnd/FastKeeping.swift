import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Who keeps which fast.
    @Suite(.serialized) struct FastKeeping {
        private func keep(_ fast: Int, _ method: String, _ options: [String]) throws -> Int {
            try stack.curl(
                "/api/v1/fasts/\(fast)/participation", method: method, options: options
            ).status
        }

        private func facts(_ fast: Int, _ options: [String] = []) throws -> JSONValue {
            try stack.curl("/api/v1/fasts/\(fast)", options: options).json
        }

        private func stats(_ options: [String]) throws -> JSONValue {
            try stack.curl("/api/v1/fasts/stats", options: options).json
        }

        @Test(
            "Joining twice is joining once, leaving twice is leaving once, and both are the caller's"
        )
        func joinAndLeave() throws {
            let fast = try Spares.fast(Spares.church())
            let (one, other) = (try EndToEnd.person(), try EndToEnd.person())
            for _ in 0..<2 {
                #expect(try keep(fast, "PUT", one.bearer) == 204)
                #expect(try facts(fast, one.bearer)["joined"] == .bool(true))
                #expect(try facts(fast, one.bearer)["participants_count"].int == 1)
            }
            #expect(try facts(fast, other.bearer)["joined"] == .bool(false))
            #expect(try facts(fast)["joined"] == .bool(false))
            let profile = try stack.curl("/api/v1/profile", options: one.bearer).json
            #expect(profile["fasts_count"].int == 1)
            #expect(try keep(fast, "DELETE", other.bearer) == 204)
            #expect(try facts(fast)["participants_count"].int == 1)
            for _ in 0..<2 {
                #expect(try keep(fast, "DELETE", one.bearer) == 204)
                #expect(try facts(fast, one.bearer)["joined"] == .bool(false))
                #expect(try facts(fast)["participants_count"].int == 0)
            }
            for method in ["PUT", "DELETE"] {
                #expect(try keep(999_999_999, method, one.bearer) == 404)
                #expect(try keep(fast, method, []) == 401)
            }
        }

        @Test(
            "A fast that is over, or has no days, can be joined and left: people note what they kept"
        )
        func over() throws {
            let person = try EndToEnd.person()
            let church = try Spares.church()
            let past = try Spares.fast(church, from: "date '2020-03-01'", days: 40)
            let empty = try Spares.fast(church, days: 0)
            for fast in [past, empty] { #expect(try keep(fast, "PUT", person.bearer) == 204) }
            let stats = try stats(person.bearer)
            #expect(stats["total_fasts"].int == 2 && stats["total_fast_days"].int == 40)
            #expect(stats["last_fast_on"].text == "2020-04-09")
            for fast in [past, empty] { #expect(try keep(fast, "DELETE", person.bearer) == 204) }
            #expect(try self.stats(person.bearer)["total_fasts"].int == 0)
        }

        @Test("Participants come in the order in which they joined, page by page")
        func participants() throws {
            let fast = try Spares.fast(Spares.church())
            try stack.sql(
                """
                INSERT INTO participations (fast_id, user_id, joined_at)
                SELECT \(fast), id, timestamptz '2026-01-01 00:00Z' - id / 3 * interval '1 hour'
                  FROM users ORDER BY id LIMIT 25
                """)
            let wanted = try stack.sql(
                """
                SELECT user_id FROM participations WHERE fast_id = \(fast) ORDER BY joined_at, id
                """)
            let path = "/api/v1/fasts/\(fast)/participants?page_size=10"
            var seen: [String] = []
            for page in 1...3 {
                let answer = try stack.curl("\(path)&page=\(page)", as: member).json
                #expect(answer["pagination"]["total"].int == 25)
                #expect(answer["pagination"]["pages"].int == 3)
                #expect(answer["items"][0].names == ["id", "name", "joined_at"])
                seen += answer["items"].elements.compactMap { $0["id"].int.map(String.init) }
            }
            #expect(seen == wanted)
            let first = try stack.curl("\(path)&count=none", as: member).json["pagination"]
            #expect(first["total"].isNull)
            let next = try stack.curl("\(path)&cursor=\(first["next"].text)", as: member).json
            #expect(next["pagination"]["total"].isNull)
            #expect(
                next["items"].elements.compactMap { $0["id"].int.map(String.init) }
                    == Array(wanted[10..<20]))
            let counted = try stack.curl(
                "\(path)&cursor=\(first["next"].text)&count=exact", as: member)
            #expect(counted.json["pagination"]["total"].int == 25)
            for query in ["", "&count=none", "&count=estimated"] {
                let none = "/api/v1/fasts/999999999/participants?page_size=1\(query)"
                #expect(try stack.curl(none, as: member).status == 404)
            }
            #expect(try stack.curl(path).status == 401)
        }

        @Test("However many join and leave at once while days are replaced, every count is true")
        func atOnce() throws {
            let church = try Spares.church()
            let fasts = try (0..<3).map { _ in try Spares.fast(church) }
            let users = try stack.sql("SELECT id FROM users ORDER BY id LIMIT 8")
            let bearers = try users.map { try EndToEnd.bearer(of: try #require(Int($0))) }
            let adminBearer = "Bearer \(try stack.token(admin))"
            let spans = ["2032-01-01", "2032-02-01"].map {
                #"{"days":{"from":"\#($0)","to":"2032-02-10"}}"#
            }
            var statuses: [Int: Int] = [:]
            for _ in 0..<max(1, Load.rounds / 20) {
                let requests = (0..<120).map { number in
                    let fast = fasts[number % 3]
                    if number % 8 == 0 {
                        return Load.Request(
                            method: "PUT", path: "/api/v1/admin/fasts/\(fast)/days",
                            body: spans.randomElement() ?? "",
                            headers: ["Authorization": adminBearer])
                    }
                    return Load.Request(
                        method: Bool.random() ? "PUT" : "DELETE",
                        path: "/api/v1/fasts/\(fast)/participation",
                        headers: ["Authorization": bearers.randomElement() ?? ""])
                }
                for reply in try Load(stack: stack).burst(requests) {
                    statuses[reply.status, default: 0] += 1
                }
                let wrong = try stack.sql(
                    """
                    SELECT id, days_count, participants_count FROM fasts f
                     CROSS JOIN LATERAL (
                        SELECT count(*), min(day), max(day),
                               (SELECT count(*) FROM participations WHERE fast_id = f.id)
                          FROM fast_days WHERE fast_id = f.id
                     ) AS facts (days, first_day, last_day, participants)
                     WHERE (days_count, starts_on, ends_on, participants_count)
                           IS DISTINCT FROM (days, first_day, last_day, participants)
                        OR (id IN (\(fasts.map(String.init).joined(separator: ",")))
                            AND days_count NOT IN (10, 41))
                    UNION ALL
                    SELECT user_id, fasts, 0 FROM member_counts m
                     WHERE fasts <> (SELECT count(*) FROM participations WHERE user_id = m.user_id)
                    """)
                #expect(wrong == [])
            }
            #expect(Set(statuses.keys) == [200, 204], "\(statuses)")
        }

        @Test("Two who join at once are two, and one who joins twice at once is one")
        func crowd() throws {
            let fast = try Spares.fast(Spares.church())
            let users = try stack.sql("SELECT id FROM users ORDER BY id DESC LIMIT 20")
            let requests = try users.flatMap { user in
                let bearer = try EndToEnd.bearer(of: try #require(Int(user)))
                return Array(
                    repeating: Load.Request(
                        method: "PUT", path: "/api/v1/fasts/\(fast)/participation",
                        headers: ["Authorization": bearer]), count: 5)
            }
            let replies = try Load(stack: stack).burst(requests.shuffled())
            #expect(Set(replies.map(\.status)) == [204])
            let rows = try stack.sql("SELECT count(*) FROM participations WHERE fast_id = \(fast)")
            #expect(rows == ["20"])
            #expect(try facts(fast)["participants_count"].int == 20)
        }

        @Test("A day in two fasts counts twice; current and upcoming go by the churches' own days")
        func stats() throws {
            let person = try EndToEnd.person()
            let none = try stats(person.bearer)
            for name in ["total_fasts", "total_fast_days", "current_fasts", "upcoming_fasts"] {
                #expect(none[name].int == 0, "\(name)")
            }
            #expect(none["first_fast_on"].isNull && none["last_fast_on"].isNull)
            let early = "(now() AT TIME ZONE 'Pacific/Kiritimati')::date"
            let church = try (
                early: Spares.church("Pacific/Kiritimati"), late: Spares.church("Pacific/Pago_Pago")
            )
            // The same one day: today in the one church, still to come in the other.
            let fasts = try [
                Spares.fast(church.early, from: early, days: 1),
                Spares.fast(church.late, from: early, days: 1),
                Spares.fast(church.early, from: early + " - 2", days: 2),
                Spares.fast(church.early, days: 0),
            ]
            for fast in fasts { #expect(try keep(fast, "PUT", person.bearer) == 204) }
            let some = try stats(person.bearer)
            #expect(some["total_fasts"].int == 4 && some["total_fast_days"].int == 4)
            #expect(some["current_fasts"].int == 1 && some["upcoming_fasts"].int == 1)
            #expect(try [some["first_fast_on"].text] == stack.sql("SELECT \(early) - 2"))
            #expect(try [some["last_fast_on"].text] == stack.sql("SELECT \(early)"))
        }

        @Test("Everybody's numbers are what a plain recount gives")
        func recount() throws {
            let users = try stack.sql(
                "SELECT id FROM users ORDER BY hashint8(id) LIMIT \(Load.rounds * 10)")
            let requests = try users.map { user in
                Load.Request(
                    method: "GET", path: "/api/v1/fasts/stats",
                    headers: [
                        "Authorization": try EndToEnd.bearer(of: try #require(Int(user)))
                    ])
            }
            let told = try Load(stack: stack).sequence(requests).map { reply in
                ["total_fasts", "total_fast_days", "current_fasts", "upcoming_fasts"].map {
                    reply.json[$0].int.map(String.init) ?? "none"
                }.joined(separator: "|") + "|" + reply.json["first_fast_on"].text + "|"
                    + reply.json["last_fast_on"].text
            }
            let wanted = try stack.sql(
                """
                WITH kept AS (
                    SELECT p.user_id, f.id, (now() AT TIME ZONE c.time_zone)::date AS today,
                           count(d.day) AS days, min(d.day) AS first_day, max(d.day) AS last_day
                      FROM participations p JOIN fasts f ON f.id = p.fast_id
                      JOIN churches c ON c.id = f.church_id LEFT JOIN fast_days d ON d.fast_id = f.id
                     GROUP BY 1, 2, 3
                )
                SELECT count(kept.id), coalesce(sum(days), 0),
                       count(*) FILTER (WHERE today BETWEEN first_day AND last_day),
                       count(*) FILTER (WHERE first_day > today), min(first_day), max(last_day)
                  FROM users u LEFT JOIN kept ON user_id = u.id
                 WHERE u.id IN (\(users.joined(separator: ",")))
                 GROUP BY u.id ORDER BY hashint8(u.id)
                """)
            let wrong = zip(users, zip(told, wanted)).filter { $0.1.0 != $0.1.1 }
            #expect(wrong.isEmpty, "\(wrong.prefix(3))")
            #expect(told.count == users.count && users.count > 900)
            #expect(Set(told).count > 100)
        }

        @Test("A member's export has the fasts that the member keeps")
        func export() throws {
            let fasts = try stack.curl("/api/v1/profile/export", as: member).json["fasts"].elements
            let wanted = try stack.sql(
                "SELECT fast_id FROM participations WHERE user_id = 2 ORDER BY joined_at, id")
            #expect(fasts.compactMap { $0["id"].int.map(String.init) } == wanted)
            #expect(wanted.count > 20)
            #expect(fasts.first?.names == ["id", "name", "joined_at"])
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Everything held about a member, for that member.
    @Suite(.serialized) struct ProfileExports {
        private let path = "/api/v1/profile/export"

        @Test("An export has everything about the caller and ends with the end mark")
        func whole() throws {
            let answer = try stack.curl(path, as: member)
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/json")
            #expect(answer["Content-Disposition"]?.hasPrefix("attachment; filename=") == true)
            #expect(answer["Cache-Control"] == "no-store")
            let document = answer.json
            #expect(
                document.names.prefix(5) == [
                    "as_of", "profile", "log_ins", "known_networks", "bookings",
                ])
            #expect(document.names.last == "complete")
            #expect(document["complete"] == .bool(true))
            let ending = answer.text.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(ending.hasSuffix("\"complete\":true}"))
            let profile = try stack.curl("/api/v1/profile", as: member).json
            #expect(document["profile"].elements == [profile])
            let bookings = try stack.sql(
                "SELECT id FROM bookings WHERE user_id = 2 ORDER BY start_datetime, id")
            #expect(
                document["bookings"].elements.compactMap { $0["id"].int.map(String.init) }
                    == bookings)
            #expect(!bookings.isEmpty)
            for (name, table) in [
                ("log_ins", "refresh_families"), ("known_networks", "known_networks"),
            ] {
                let count = try stack.value("SELECT count(*) FROM \(table) WHERE user_id = 2")
                #expect(document[name].elements.count == Int(count), "\(name)")
            }
        }

        @Test("An export has no secrets and nothing of others")
        func secrets() throws {
            let person = try EndToEnd.person()
            let answer = try stack.curl(path, options: person.bearer)
            let document = answer.json
            #expect(document["profile"][0]["email"].text == person.login.email)
            #expect(document["log_ins"].elements.count == 1)
            #expect(document["log_ins"][0]["ended_at"].isNull)
            #expect(document["known_networks"][0]["network"].text == "127.0.0.1/32")
            #expect(document["bookings"].elements.isEmpty)
            let columns = ["hash", "argon2", "digest", member.email]
            let secrets = columns.filter { answer.text.contains($0) }
            #expect(secrets == [])
        }

        @Test("A client that could not see a cut gets no export, and HEAD gets no body")
        func cuts() throws {
            let old = try stack.curl(path, as: member, options: ["--http1.0"])
            #expect(old.status == 505)
            #expect(old["Content-Type"] == "application/problem+json")
            let head = try stack.curl(path, as: member, method: "HEAD")
            #expect(head.status == 200)
            #expect(head["Content-Disposition"] == "attachment; filename=\"profile.json\"")
            #expect(try stack.curl(path).status == 401)
        }

        @Test("An export of a member with very many bookings takes no more memory")
        func memory() throws {
            let stack = sharpStack
            let person = try EndToEnd.person(on: stack)
            for _ in 0..<6 { _ = try stack.curl(path, options: person.bearer) }
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            for _ in 0..<6 { _ = try stack.curl(path, options: person.bearer) }
            let few = try stack.responders().map(Memory.peak).max() ?? 0
            try book(50_000, for: person, on: stack)
            for _ in 0..<6 {
                let answer = try stack.curl(path, options: person.bearer)
                #expect(answer.exit == 0)
                #expect(answer.json["complete"] == .bool(true))
                #expect(answer.json["bookings"].elements.count == 50_000)
            }
            let all = try stack.responders().map(Memory.peak).max() ?? 0
            #expect(all - few <= 1_024, "\(few) KiB for none, \(all) KiB for all bookings")
        }

        private func book(_ count: Int, for person: Person, on stack: Stack) throws {
            try stack.sql(
                """
                INSERT INTO bookings (user_id, venue_id, status, start_datetime, end_datetime,
                                      guests, total_amount_minor, currency)
                SELECT \(person.id), 4, 'completed', start, start + interval '20 minutes',
                       5, 100, 'EUR'
                  FROM generate_series(1, \(count)) AS n
                 CROSS JOIN LATERAL (
                       SELECT timestamptz '2000-01-01 10:00Z' + n * interval '30 minutes') AS s (start)
                """)
        }
    }
}

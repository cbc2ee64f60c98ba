import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Refreshing {
        private let path = "/api/v1/auth/refresh"

        private func refresh(_ token: String, on stack: Stack = EndToEnd.stack) throws -> Answer {
            try stack.curl(path, json: refreshing(token))
        }

        /// The family of a token, from the database's own view.
        private func family(_ token: String, on stack: Stack = EndToEnd.stack) throws -> String {
            try stack.sql("SELECT family FROM refresh_tokens WHERE token_hash = \(digest(token))")
                .first ?? ""
        }

        private func digest(_ token: String) -> String { "sha256('\(token)'::bytea)" }

        private func expectRefusal(_ answer: Answer, location: SourceLocation = #_sourceLocation) {
            #expect(answer.status == 401, "\(answer.text)", sourceLocation: location)
            #expect(
                answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true, sourceLocation: location)
            #expect(
                answer["Content-Type"] == "application/problem+json", sourceLocation: location)
            #expect(answer.json["refresh_token"].isNull, sourceLocation: location)
            let cookies = answer.all("Set-Cookie")
            #expect(cookies.count == 2, sourceLocation: location)
            #expect(
                cookies.allSatisfy { $0.contains("=; ") && $0.contains("Max-Age=0") },
                sourceLocation: location)
        }

        @Test("A refresh token is exchanged for a new pair of the same log-in")
        func rotation() throws {
            let person = try EndToEnd.person()
            var token = person.refresh
            var seen: Set = [token]
            for _ in 0..<5 {
                let answer = try refresh(token)
                #expect(answer.status == 200)
                #expect(answer["Cache-Control"] == "no-store")
                #expect(answer.json["user"]["id"].int == person.id)
                #expect(answer.json["expires_in"].int == 900)
                #expect(answer.all("Set-Cookie").count == 2)
                token = answer.json["refresh_token"].text
                #expect(token.count == 43)
                #expect(seen.insert(token).inserted)
                let access = answer.json["access_token"].text
                #expect(Stack.part(1, of: access)["sid"].text == (try family(person.refresh)))
                let bearer = ["-H", "Authorization: Bearer \(access)"]
                #expect(try stack.curl("/api/v1/profile", options: bearer).status == 200)
            }
            let family = try self.family(person.refresh)
            let rows = try stack.sql(
                """
                SELECT count(*), count(used_at), count(successor_hash) FROM refresh_tokens
                 WHERE family = '\(family)'
                """)
            #expect(rows == ["6|5|5"])
        }

        @Test("The new access token has the role of now")
        func roleOfNow() throws {
            let person = try EndToEnd.person()
            try stack.sql("UPDATE users SET role = 'moderator' WHERE id = \(person.id)")
            let answer = try refresh(person.refresh)
            #expect(answer.json["user"]["role"].text == "moderator")
            #expect(Stack.part(1, of: answer.json["access_token"].text)["role"].text == "moderator")
        }

        @Test("A used token gets the same successor again for a while, also from its cookie")
        func repeated() throws {
            let person = try EndToEnd.person()
            let first = try refresh(person.refresh).json["refresh_token"].text
            #expect(try refresh(person.refresh).json["refresh_token"].text == first)
            let byCookie = try stack.curl(
                path, method: "POST",
                options: ["-H", "Cookie: guildhall_refresh=\(person.refresh)"])
            #expect(byCookie.json["refresh_token"].text == first)
            let next = try refresh(first)
            #expect(next.status == 200)
            // The grandparent still leads to the parent, and the family is whole.
            #expect(try refresh(person.refresh).json["refresh_token"].text == first)
            #expect(try refresh(next.json["refresh_token"].text).status == 200)
        }

        @Test("A used token that comes back later ends the log-in, and the log says so")
        func reuse() throws {
            let stack = sharpStack
            let person = try EndToEnd.person(on: stack)
            let bystander = try stack.curl(
                "/api/v1/auth/login", json: logIn(person.login.email, person.login.password)
            ).json["refresh_token"].text
            let family = try self.family(person.refresh, on: stack)
            let next = try refresh(person.refresh, on: stack).json["refresh_token"].text
            usleep(1_300_000)
            expectRefusal(try refresh(person.refresh, on: stack))
            expectRefusal(try refresh(next, on: stack))
            #expect(
                try stack.sql("SELECT revoked_for FROM refresh_families WHERE id = '\(family)'")
                    == ["reuse"])
            let log = try String(
                contentsOf: stack.state.appendingPathComponent("log/responders.log"),
                encoding: .utf8)
            let lines = log.split(separator: "\n").filter { $0.contains(family) }
            #expect(lines.count == 1)
            let line = JSONValue(Data((lines.first ?? "").utf8))
            #expect(line["message"].text.contains("security: refresh token reused"))
            #expect(line["level"].text == "warning")
            #expect(line["address"].text == "127.0.0.1")
            let isTold = log.contains(person.refresh) || log.contains(next)
            #expect(!isTold, "the log has a token")
            // Another log-in of the same member goes on.
            #expect(try refresh(bystander, on: stack).status == 200)
        }

        @Test("What is unknown, has ended, or is no token at all gets nothing")
        func refused() throws {
            expectRefusal(try refresh(String(repeating: "x", count: 43)))
            expectRefusal(try refresh("\u{1F511}"))
            let person = try EndToEnd.person()
            #expect(try refresh(person.access).status == 422, "longer than any")
            try stack.sql(
                """
                UPDATE refresh_tokens
                   SET created_at = now() - interval '2 days', expires_at = now() - interval '1 s'
                 WHERE token_hash = \(digest(person.refresh))
                """)
            expectRefusal(try refresh(person.refresh))
            let none = try stack.curl(path, method: "POST")
            #expect(none.status == 401)
            #expect(try stack.curl(path, json: "{}").status == 401)
            for body in [#"{"refresh_token":5}"#, #"{"refresh_token":""}"#, #"{"token":"x"}"#] {
                #expect(try stack.curl(path, json: body).status == 422, "\(body)")
            }
        }

        @Test("A refresh token's digest is no refresh token, nor is the token in a header")
        func otherPlaces() throws {
            let person = try EndToEnd.person()
            let hex = try stack.value("SELECT encode(\(digest(person.refresh)), 'hex')")
            #expect(try refresh(hex).status == 401)
            let header = ["-H", "Authorization: Bearer \(person.refresh)"]
            #expect(try stack.curl(path, method: "POST", options: header).status == 401)
            #expect(try stack.curl("/api/v1/profile", options: header).status == 401)
            #expect(try refresh(person.refresh).status == 200)
        }

        @Test("If the old token cannot be used up, nothing is issued and the answer is a 503")
        func cannotRevoke() throws {
            let person = try EndToEnd.person()
            let family = try self.family(person.refresh)
            let hold = try Running([
                "psql", "-XAtq", stack.database, "-c",
                """
                BEGIN; SELECT 1 FROM refresh_tokens WHERE family = '\(family)' FOR UPDATE;
                SELECT pg_sleep(4); COMMIT
                """,
            ])
            usleep(500_000)
            let answer = try refresh(person.refresh)
            #expect(answer.status == 503, "\(answer.text)")
            #expect(answer["Retry-After"] != nil)
            #expect(answer.all("Set-Cookie").isEmpty)
            _ = try hold.wait()
            #expect(
                try stack.sql("SELECT count(*) FROM refresh_tokens WHERE family = '\(family)'")
                    == ["1"])
            #expect(try refresh(person.refresh).status == 200)
        }

        @Test("A log-in that is gone from the database gets nothing, and others are untouched")
        func deletedFamily() throws {
            let person = try EndToEnd.person()
            let other = try EndToEnd.person()
            try stack.sql("DELETE FROM refresh_families WHERE id = '\(family(person.refresh))'")
            expectRefusal(try refresh(person.refresh))
            #expect(try refresh(other.refresh).json["user"]["id"].int == other.id)
        }
    }
}

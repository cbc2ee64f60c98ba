import Foundation
import JSON
import Security
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct LogIns {
        private let path = "/api/v1/auth/login"

        private func body(_ email: String, _ password: String) -> String {
            #"{"email":"\#(email)","password":"\#(password)"}"#
        }

        @Test("The right password gives tokens and says who one is")
        func right() throws {
            let answer = try stack.curl(
                path, json: body(member.email.uppercased(), member.password))
            #expect(answer.status == 200)
            #expect(answer["Cache-Control"] == "no-store")
            #expect(answer.json["user"]["email"].text == member.email)
            #expect(answer.json["user"]["role"].text == "member")
            #expect(answer.json["expires_in"].int == 900)
            #expect(answer.json["refresh_token"].text.count == 43)
            let bearer = ["-H", "Authorization: Bearer \(answer.json["access_token"].text)"]
            #expect(try stack.curl("/api/v1/bookings", options: bearer).status == 200)
        }

        @Test("The database keeps the refresh token's digest, not the token")
        func storedDigest() throws {
            let answer = try stack.curl(path, json: body(member.email, member.password))
            let token = Array(answer.json["refresh_token"].text.utf8)
            Sodium.initialise()
            let digest = Sodium.sha256(token).map { String(format: "%02x", $0) }.joined()
            let found = try stack.sql(
                """
                SELECT f.user_id FROM refresh_tokens t JOIN refresh_families f ON f.id = t.family
                 WHERE t.token_hash = '\\x\(digest)'
                """)
            #expect(found == ["2"])
        }

        @Test("A wrong password and an unknown address get the same answer")
        func wrong() throws {
            defer { try? forgetAttempts() }
            let wrong = try stack.curl(path, json: body(member.email, "not the password"))
            let unknown = try stack.curl(path, json: body("nobody@guildhall.example", "x"))
            // A member without a password, as the demo data has them.
            let email = try stack.value(
                "SELECT email FROM users WHERE password_hash IS NULL LIMIT 1")
            let passwordless = try stack.curl(path, json: body(email, "x"))
            for answer in [wrong, unknown, passwordless] {
                #expect(answer.status == 401)
                #expect(answer.json["detail"] == wrong.json["detail"])
                #expect(answer["WWW-Authenticate"] != nil)
                #expect(answer.all("Set-Cookie").isEmpty)
            }
        }

        @Test("Browsers get HttpOnly cookies, with the __Host- prefix over TLS")
        func cookies() throws {
            let secure = try stack.curl(
                path, json: body(member.email, member.password), isSecure: true)
            let cookies = secure.all("Set-Cookie")
            try #require(cookies.count == 2)
            for (cookie, name) in zip(cookies, ["access", "refresh"]) {
                #expect(cookie.hasPrefix("__Host-guildhall_\(name)="))
                for attribute in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
                    #expect(cookie.contains("; \(attribute)"))
                }
            }
            let pair = cookies[0].prefix { $0 != ";" }
            let answer = try stack.curl(
                "/api/v1/bookings", isSecure: true, options: ["-H", "Cookie: a=b; \(pair)"])
            #expect(answer.status == 200)
            // Over plain HTTP the prefix would be a lie.
            #expect(
                try stack.curl("/api/v1/bookings", options: ["-H", "Cookie: \(pair)"]).status == 401
            )
            let plain = try stack.curl(path, json: body(member.email, member.password))
            #expect(
                plain.all("Set-Cookie").allSatisfy {
                    $0.hasPrefix("guildhall_") && !$0.contains("Secure")
                })
        }

        @Test("Only a valid token of the right role opens a door")
        func tokens() throws {
            let key = try Data(
                contentsOf: stack.state.appendingPathComponent("secrets/access-token.key"))
            let now = Int64(Date().timeIntervalSince1970)
            let signer = try #require(TokenSigner(key: [UInt8](key)))
            let stranger = try #require(TokenSigner(key: [UInt8](repeating: 7, count: 32)))
            func status(_ token: String, _ path: String) throws -> Int {
                let answer = try stack.curl(
                    path, options: ["-H", "Authorization: Bearer \(token)"])
                if answer.status == 401 {
                    #expect(answer["WWW-Authenticate"]?.contains("invalid_token") == true)
                }
                return answer.status
            }
            let mine = "/api/v1/bookings"
            let all = "/api/v1/admin/bookings"
            func token(_ role: String, _ expiry: Int64) -> AccessToken {
                AccessToken(user: 2, role: role, session: UUID().uuidString, expiry: expiry)
            }
            let member = token("member", now + 60)
            #expect(try status(signer.sign(member), mine) == 200)
            #expect(try status(signer.sign(member), all) == 403)
            #expect(try status(stranger.sign(member), mine) == 401)
            let expired = token("admin", now - 1)
            #expect(try status(signer.sign(expired), all) == 401)
            let unknown = token("king", now + 60)
            #expect(try status(signer.sign(unknown), mine) == 401)
            let claims = Sodium.base64URL(
                Array(#"{"iss":"guildhall","sub":"1","role":"admin","exp":\#(now + 60)}"#.utf8))
            for header in [#"{"alg":"none"}"#, #"{"alg":"None","typ":"JWT"}"#, #"{}"#] {
                let head = Sodium.base64URL(Array(header.utf8))
                #expect(try status("\(head).\(claims).", all) == 401)
            }
            #expect(try status("", mine) == 401)
            #expect(try status("a.b.c", mine) == 401)
            #expect(try stack.curl(mine).status == 401)
            let basic = try stack.curl(mine, options: ["-H", "Authorization: Basic YTpi"])
            #expect(basic.status == 401)
        }

        @Test("Password hashing takes no memory of the responder")
        func memory() throws {
            defer { try? forgetAttempts() }
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            let before = try stack.responders().map(Memory.resident)
            let attempts = try (0..<8).map { _ in
                try Running([
                    "curl", "-s", "-H", "Content-Type: application/json", "-d",
                    body(freshAddress(), "wrong"), stack.url + path,
                ])
            }
            for attempt in attempts { _ = try attempt.wait() }
            let after = try stack.responders().map(Memory.peak)
            for (before, after) in zip(before, after) { #expect(after - before < 4_096) }
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Registering {
        private let path = "/api/v1/auth/register"

        private func register(_ json: String, key: String? = nil) throws -> Answer {
            try stack.curl(
                path, json: json, options: key.map { ["-H", "Idempotency-Key: \($0)"] } ?? [])
        }

        private func count(_ email: String) throws -> Int? {
            try Int(
                stack.value("SELECT count(*) FROM users WHERE lower(email) = lower('\(email)')"))
        }

        @Test("A registration makes a new member, logged in")
        func register() throws {
            let email = freshAddress()
            let answer = try register(registration(email, "a good password", name: "Zoë O'Brien"))
            #expect(answer.status == 201)
            #expect(answer["Location"] == "/api/v1/profile")
            #expect(answer["Cache-Control"] == "no-store")
            #expect(answer.all("Set-Cookie").count == 2)
            #expect(answer.json["expires_in"].int == 900)
            #expect(answer.json["refresh_token"].text.count == 43)
            let user = answer.json["user"]
            #expect(user["email"].text == email)
            #expect(user["name"].text == "Zoë O'Brien")
            #expect(user["role"].text == "member")
            #expect(user["trust_level"].text == "new")
            #expect(user["church"].isNull)
            let profile = try stack.curl(
                "/api/v1/profile",
                options: ["-H", "Authorization: Bearer \(answer.json["access_token"].text)"])
            #expect(profile.json["id"] == user["id"])
            let again = try stack.curl("/api/v1/auth/login", json: logIn(email, "a good password"))
            #expect(again.status == 200)
            let hash = try stack.value("SELECT password_hash FROM users WHERE email = '\(email)'")
            #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        }

        @Test("An e-mail address belongs to one account, without regard to case")
        func duplicate() throws {
            let email = freshAddress()
            #expect(try register(registration(email, "a good password")).status == 201)
            for again in [email, email.uppercased(), email.lowercased()] {
                let answer = try register(registration(again, "another password"))
                #expect(answer.status == 409)
                #expect(answer["Content-Type"] == "application/problem+json")
                #expect(pointers(answer) == ["/email"])
                #expect(answer.all("Set-Cookie").isEmpty)
            }
            #expect(try count(email) == 1)
        }

        @Test("Every fault of a registration is named at once")
        func faults() throws {
            let answer = try register(registration("x", "short", name: ""))
            #expect(answer.status == 422)
            #expect(Set(pointers(answer)) == ["/email", "/password", "/name"])
            let missing = try register("{}")
            #expect(missing.status == 422)
            #expect(Set(pointers(missing)) == ["/email", "/password", "/name"])
            let strange = try register(
                #"{"email":5,"password":null,"name":[],"role":"admin","trust_level":"veteran"}"#)
            #expect(
                Set(pointers(strange)) == ["/email", "/password", "/name", "/role", "/trust_level"])
        }

        @Test(
            "An e-mail address must look like one",
            arguments: [
                "", "@", "a@", "@b", "a b@c", "a@b@c", "a@b c", "a\\u0000@b", "a\\n@b", " a@b",
                "a@b..example", "a@.example", "a@b.", "a@-b.example", "a@b-.example",
                String(repeating: "x", count: 250) + "@y.example",
            ])
        func address(_ email: String) throws {
            let answer = try register(registration(email, "a good password"))
            #expect([400, 422].contains(answer.status), "\(answer.text)")
            if answer.status == 422 { #expect(pointers(answer) == ["/email"]) }
        }

        @Test(
            "A password has 8 to 1,024 bytes and is none of the commonest",
            arguments: [
                "", "1234567", "12345678",
                "password", "qwertyuiop", "iloveyou", "password1",
                String(repeating: "x", count: 1_025),
                // Three letters once composed: seven bytes.
                "e\u{301}e\u{301}e\u{301}1",
            ])
        func password(_ password: String) throws {
            let answer = try register(registration(freshAddress(), password))
            #expect(answer.status == 422, "\(password): \(answer.text)")
            #expect(pointers(answer) == ["/password"])
        }

        @Test("A password may be written with composed or with combining characters")
        func normalisation() throws {
            let composed = "\u{e9}\u{e9}\u{e9}\u{e9}"
            let combining = "e\u{301}e\u{301}e\u{301}e\u{301}"
            for (one, other) in [(composed, combining), (combining, composed)] {
                let email = freshAddress()
                #expect(try register(registration(email, one)).status == 201)
                #expect(
                    try stack.curl("/api/v1/auth/login", json: logIn(email, other)).status == 200)
            }
            let longest = String(repeating: "\u{e9}", count: 512)
            let email = freshAddress()
            #expect(try register(registration(email, longest)).status == 201)
            #expect(try stack.curl("/api/v1/auth/login", json: logIn(email, longest)).status == 200)
        }

        @Test("The same key and body get the first answer again, byte for byte")
        func replay() throws {
            let email = freshAddress()
            let body = registration(email, "a good password")
            let key = UUID().uuidString
            let first = try register(body, key: key)
            let second = try register(body, key: key)
            #expect(first.status == 201)
            #expect(first["Idempotency-Replayed"] == nil)
            #expect(second.status == 201)
            #expect(second["Idempotency-Replayed"] == "true")
            #expect(second.body == first.body)
            #expect(second["Location"] == first["Location"])
            #expect(second["Content-Type"] == first["Content-Type"])
            #expect(second.all("Set-Cookie") == first.all("Set-Cookie"))
            #expect(second["X-Request-ID"] != first["X-Request-ID"])
            #expect(try count(email) == 1)
            let kept = try stack.sql(
                "SELECT encode(answer, 'escape') FROM idempotency_keys WHERE key = '\(key)'")
            let isReadable = kept[0].contains(first.json["refresh_token"].text)
            #expect(!isReadable, "tokens are kept in the clear")
        }

        @Test("The same key with another body is a mistake, and nothing is made")
        func mismatch() throws {
            let key = UUID().uuidString
            let other = freshAddress()
            #expect(
                try register(registration(freshAddress(), "a good password"), key: key).status
                    == 201)
            let answer = try register(registration(other, "a good password"), key: key)
            #expect(answer.status == 422)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(try count(other) == 0)
        }

        @Test("A request that failed leaves its key free")
        func failed() throws {
            let key = UUID().uuidString
            #expect(try register(registration("x", "a good password"), key: key).status == 422)
            let member = try register(registration(member.email, "a good password"), key: key)
            #expect(member.status == 409)
            let right = registration(freshAddress(), "a good password")
            #expect(try register(right, key: key).status == 201)
        }

        @Test("A key is forgotten after 24 hours")
        func forgotten() throws {
            let key = UUID().uuidString
            let body = registration(freshAddress(), "a good password")
            #expect(try register(body, key: key).status == 201)
            try stack.sql(
                """
                UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second'
                 WHERE key = '\(key)'
                """)
            #expect(try register(body, key: key).status == 409)
            let right = registration(freshAddress(), "a good password")
            #expect(try register(right, key: key).status == 201)
        }

        @Test("A key is 1 to 255 visible characters")
        func badKeys() throws {
            let body = registration(freshAddress(), "a good password")
            for key in ["two words", "é", String(repeating: "k", count: 256)] {
                #expect(try register(body, key: key).status == 400, "\(key)")
            }
            let empty = try stack.curl(path, json: body, options: ["-H", "Idempotency-Key;"])
            #expect([201, 400].contains(empty.status))
            let longest = String(repeating: "k", count: 219) + UUID().uuidString
            let right = registration(freshAddress(), "a good password")
            #expect(try register(right, key: longest).status == 201)
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Guessing passwords comes to an end.
    @Suite(.serialized) struct Lockout {
        private let path = "/api/v1/auth/login"
        private let limit = 5

        init() throws { try forgetAttempts() }

        /// An attempt to log in from an address of this machine.
        private func attempt(
            _ email: String, _ password: String, from address: String = "127.0.0.1",
            on stack: Stack = EndToEnd.stack
        ) throws -> Answer {
            try stack.curl(
                path, json: logIn(email, password), options: ["--interface", address])
        }

        private func wrong(
            _ email: String, times: Int, from address: String = "127.0.0.1",
            on stack: Stack = EndToEnd.stack
        ) throws -> [Int] {
            try (0..<times).map {
                try attempt(email, "wrong password \($0)", from: address, on: stack).status
            }
        }

        private func expectLocked(
            _ answer: Answer, within seconds: Int = 900,
            location: SourceLocation = #_sourceLocation
        ) {
            #expect(answer.status == 429, "\(answer.text)", sourceLocation: location)
            let wait = answer["Retry-After"].flatMap { Int($0) } ?? 0
            #expect((1...seconds).contains(wait), sourceLocation: location)
            #expect(answer["Content-Type"] == "application/problem+json", sourceLocation: location)
            #expect(answer.all("Set-Cookie").isEmpty, sourceLocation: location)
        }

        @Test("The sixth attempt is refused, be the password right or wrong")
        func threshold() throws {
            let person = try EndToEnd.person()
            #expect(try wrong(person.login.email, times: limit) == [401, 401, 401, 401, 401])
            expectLocked(try attempt(person.login.email, "wrong"))
            expectLocked(try attempt(person.login.email, person.login.password))
            expectLocked(try attempt(person.login.email.uppercased(), person.login.password))
            // Tokens that there are go on.
            let answer = try stack.curl("/api/v1/profile", options: person.bearer)
            #expect(answer.status == 200)
        }

        @Test("A log-in takes back the attempts before it")
        func success() throws {
            let person = try EndToEnd.person()
            for _ in 0..<3 {
                #expect(try wrong(person.login.email, times: limit - 1) == [401, 401, 401, 401])
                #expect(try attempt(person.login.email, person.login.password).status == 200)
            }
            // Right passwords alone never lock.
            for _ in 0..<10 {
                #expect(try attempt(person.login.email, person.login.password).status == 200)
            }
        }

        @Test("An address that nobody has is locked like one that somebody has")
        func unknown() throws {
            let person = try EndToEnd.person()
            let nobody = freshAddress()
            for _ in 0..<limit {
                let known = try attempt(person.login.email, "wrong")
                let unknown = try attempt(nobody, "wrong")
                #expect(unknown.status == 401)
                #expect(unknown.json["detail"] == known.json["detail"])
            }
            let known = try attempt(person.login.email, "wrong")
            let unknown = try attempt(nobody, "wrong")
            expectLocked(known)
            expectLocked(unknown)
            #expect(unknown.json["detail"] == known.json["detail"])
            #expect(unknown.headers.map(\.name) == known.headers.map(\.name))
        }

        @Test("A wrong password and an unknown address take the same time")
        func sameTime() throws {
            let people = try (0..<4).map { _ in try EndToEnd.person() }
            let requests = (0..<32).map { index in
                let email = index % 2 == 0 ? people[index / 8].login.email : freshAddress()
                return Load.Request(path: path, body: logIn(email, "wrong"))
            }
            let replies = try Load(stack: stack).sequence(requests)
            #expect(replies.allSatisfy { $0.status == 401 })
            func median(_ remainder: Int) -> Double {
                replies.indices.filter { $0 % 2 == remainder }.map { replies[$0].seconds }
                    .sorted()[8]
            }
            let (known, unknown) = (median(0), median(1))
            let isSame = max(known, unknown) < 1.5 * min(known, unknown)
            #expect(isSame, "known \(known) s, unknown \(unknown) s")
            #expect(known > 0.01)
        }

        @Test("A stranger elsewhere does not lock out the owner, nor the owner the stranger")
        func stranger() throws {
            let person = try EndToEnd.person()
            let (email, password) = (person.login.email, person.login.password)
            #expect(
                try wrong(email, times: 7, from: "127.0.0.2")
                    == [401, 401, 401, 401, 401, 429, 429])
            #expect(try attempt(email, password).status == 200)
            // Strangers share one counter, wherever they are, and the owner's log-in keeps it.
            expectLocked(try attempt(email, "wrong", from: "127.0.0.3"))
            expectLocked(try attempt(email, password, from: "127.0.0.2"))
            try forgetAttempts()
            #expect(try wrong(email, times: 5) == [401, 401, 401, 401, 401])
            expectLocked(try attempt(email, password))
            // The first log-in from elsewhere makes that place the owner's, too.
            #expect(try attempt(email, password, from: "127.0.0.2").status == 200)
            #expect(try wrong(email, times: 4, from: "127.0.0.3") == [401, 401, 401, 401])
            #expect(try attempt(email, password, from: "127.0.0.2").status == 200)
        }

        @Test("An admin unlocks an account")
        func unlock() throws {
            let person = try EndToEnd.person()
            let (email, password) = (person.login.email, person.login.password)
            _ = try wrong(email, times: 6)
            _ = try wrong(email, times: 6, from: "127.0.0.2")
            expectLocked(try attempt(email, password))
            expectLocked(try attempt(email, password, from: "127.0.0.2"))
            func unlock(_ id: String) throws -> Answer {
                try stack.curl("/api/v1/admin/users/\(id)/unlock", as: admin, method: "POST")
            }
            let answer = try unlock("\(person.id)")
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
            #expect(try attempt(email, password).status == 200)
            #expect(try attempt(email, password, from: "127.0.0.2").status == 200)
            #expect(try unlock("\(person.id)").status == 204)
            for id in ["0", "999999999", "x", "-1", "99999999999999999999"] {
                #expect(try unlock(id).status == 404, "\(id)")
            }
        }

        @Test("A lock ends by itself")
        func ends() throws {
            let stack = sharpStack
            let person = try EndToEnd.person(on: stack)
            let (email, password) = (person.login.email, person.login.password)
            let request = Load.Request(path: path, body: logIn(email, "wrong"))
            let replies = try Load(stack: stack).burst(Array(repeating: request, count: 8))
            #expect(replies.filter { $0.status == 401 }.count == limit)
            let locked = try attempt(email, password, on: stack)
            expectLocked(locked, within: 2)
            sleep(UInt32(locked["Retry-After"].flatMap { UInt32($0) } ?? 2))
            #expect(try attempt(email, password, on: stack).status == 200)
        }

        @Test("If attempts cannot be counted, no password is looked at")
        func failsClosed() throws {
            let person = try EndToEnd.person()
            try stack.sql("ALTER TABLE login_guards RENAME TO login_guards_away")
            defer { _ = try? stack.sql("ALTER TABLE login_guards_away RENAME TO login_guards") }
            for password in [person.login.password, "wrong"] {
                let answer = try attempt(person.login.email, password)
                #expect(answer.status >= 500)
                #expect(answer.all("Set-Cookie").isEmpty)
                #expect(answer.json["access_token"].isNull)
            }
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// New keys for signing tokens.
    @Suite(.serialized) struct KeyRotation {
        private var stack: Stack { brittleStack }

        private func rotate() throws {
            let outcome = try run(
                ["\(Stack.programs)/guildhall", "rotate-key"],
                environment: ["GUILDHALL_STATE": stack.state.path])
            try #require(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
        }

        /// Has the responders read the keys, and calls something until all are replaced.
        private func reload(while call: () throws -> Void = {}) throws {
            let before = try stack.responders()
            kill(stack.processID, SIGHUP)
            let isReplaced = try eventually(60) {
                try call()
                let now = try stack.responders()
                return now.count == before.count && Set(now).isDisjoint(with: before)
                    && before.allSatisfy { kill($0, 0) != 0 }
            }
            try #require(isReplaced)
        }

        private func status(_ access: String) throws -> Int {
            try stack.curl(
                "/api/v1/profile", options: ["-H", "Authorization: Bearer \(access)"]
            ).status
        }

        private func refresh(_ token: String) throws -> JSONValue {
            try stack.curl("/api/v1/auth/refresh", json: refreshing(token)).json
        }

        private func kid(_ access: String) -> String { Stack.part(0, of: access)["kid"].text }

        @Test("Tokens say by which key they are signed and of which log-in they are")
        func claims() throws {
            let person = try EndToEnd.person(on: stack)
            let header = Stack.part(0, of: person.access)
            let claims = Stack.part(1, of: person.access)
            #expect(header["alg"].text == "HS256")
            #expect(header["kid"].text != "")
            #expect(claims["sub"].text == "\(person.id)")
            #expect(
                try stack.sql("SELECT id FROM refresh_families WHERE user_id = \(person.id)")
                    == [claims["sid"].text])
            for name in ["access-token.key", "former-access-token.key"] {
                let path = stack.state.appendingPathComponent("secrets/\(name)").path
                let facts = try? FileManager.default.attributesOfItem(atPath: path)
                guard let facts else { continue }
                #expect(facts[.posixPermissions] as? Int == 0o600, "\(name)")
            }
        }

        @Test("After one rotation the former key is good, after the second it is not")
        func rotations() throws {
            let old = try EndToEnd.person(on: stack)
            let key = UUID().uuidString
            let body = registration(freshAddress(), "a good password")
            func register() throws -> Answer {
                try stack.curl(
                    "/api/v1/auth/register", json: body,
                    options: ["-H", "Idempotency-Key: \(key)"])
            }
            let registered = try register()
            try rotate()
            #expect(try status(old.access) == 200)
            let next = try refresh(old.refresh)["refresh_token"].text
            try reload()
            #expect(try status(old.access) == 200)
            #expect(try refresh(old.refresh)["refresh_token"].text == next, "repeated in the grace")
            let replayed = try register()
            #expect(replayed["Idempotency-Replayed"] == "true")
            #expect(replayed.body == registered.body)
            let new = try EndToEnd.person(on: stack)
            #expect(kid(new.access) != kid(old.access))
            try rotate()
            try reload()
            #expect(try status(old.access) == 401)
            #expect(try status(new.access) == 200)
            #expect(kid(try EndToEnd.person(on: stack).access) != kid(new.access))
            // Refresh tokens do not depend on keys.
            let answer = try refresh(next)
            #expect(try status(answer["access_token"].text) == 200)
            #expect(try refresh(new.refresh)["refresh_token"].text != "")
            stack.forgetTokens()
        }

        @Test("While responders are replaced, every token that is given out is good at once")
        func meanwhile() throws {
            let old = try EndToEnd.person(on: stack)
            var outcomes: [String: Int] = [:]
            func note(_ what: String, _ status: Int) {
                outcomes["\(what) \(status)", default: 0] += 1
            }
            try rotate()
            try reload {
                let new = try EndToEnd.person(on: stack)
                for _ in 0..<3 {
                    note("former key", try status(old.access))
                    note("new key", try status(new.access))
                    let answer = try stack.curl(
                        "/api/v1/auth/refresh", json: refreshing(new.refresh))
                    note("refresh", answer.status)
                    note("refreshed", try status(answer.json["access_token"].text))
                }
            }
            stack.forgetTokens()
            let wanted: Set = ["former key 200", "new key 200", "refresh 200", "refreshed 200"]
            #expect(Set(outcomes.keys) == wanted, "\(outcomes)")
        }
    }
}

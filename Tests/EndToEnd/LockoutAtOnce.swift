import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Guessing at once, over all responder processes.
    @Suite(.serialized) struct LockoutAtOnce {
        private let path = "/api/v1/auth/login"

        init() throws { try forgetAttempts() }

        private func guesses(_ email: String, _ count: Int, from address: String = "127.0.0.1")
            -> [Load.Request]
        {
            (0..<count).map {
                Load.Request(path: path, body: logIn(email, "guess number \($0)"), address: address)
            }
        }

        @Test(
            "Of a thousand guesses at once five are looked at, over two processes",
            arguments: ["127.0.0.1", "127.0.0.2"])
        func thousand(_ address: String) throws {
            #expect(try stack.responders().count == 2)
            let email = try EndToEnd.person().login.email
            let start = Date()
            let replies = try Load(stack: stack).burst(guesses(email, 1_000, from: address))
            let took = Date().timeIntervalSince(start)
            #expect(replies.filter { $0.status == 401 }.count == 5)
            #expect(replies.filter { $0.status == 429 }.count == 995)
            #expect(took < 60)
            print("a thousand guesses took \(took) s")
            try forgetAttempts()
        }

        @Test("The right password among a thousand guesses helps only if it is among the first")
        func rightAmongThem() throws {
            let login = try EndToEnd.person().login
            var requests = guesses(login.email, 300)
            requests[299].body = logIn(login.email, login.password)
            let replies = try Load(stack: stack).burst(requests)
            let good = replies.filter { $0.status == 200 }.count
            // A success takes the five before it back, so that five more may follow.
            #expect(good <= 1)
            #expect(replies.filter { $0.status == 401 }.count <= 5 + 5 * good)
            #expect(replies.allSatisfy { [200, 401, 429].contains($0.status) })
            try forgetAttempts()
        }

        @Test("From one address a hundred wrong passwords are looked at, for whatever accounts")
        func network() throws {
            let stranger = "127.0.0.9"
            let requests = (0..<130).flatMap { _ in guesses(freshAddress(), 1, from: stranger) }
            let replies = try Load(stack: stack).burst(requests)
            #expect(replies.filter { $0.status == 401 }.count == 100)
            #expect(replies.filter { $0.status == 429 }.count == 30)
            let login = try EndToEnd.person().login
            let right = logIn(login.email, login.password)
            let there = try stack.curl(path, json: right, options: ["--interface", stranger])
            #expect(there.status == 429)
            #expect(there["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
            #expect(try stack.curl(path, json: right).status == 200)
            try forgetAttempts()
        }
    }
}

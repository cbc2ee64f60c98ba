import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What meets a change of password.
    @Suite(.serialized) struct PasswordRaces {
        private let new = "a new good password"

        private func change(_ person: Person, to password: String) -> String {
            #"{"password":"\#(password)","current_password":"\#(person.login.password)"}"#
        }

        /// Holds rows in a transaction of its own.
        private func hold(_ query: String, seconds: Double) throws -> Running {
            let running = try Running([
                "psql", "-XAtq", stack.database, "-c",
                "BEGIN; \(query); SELECT pg_sleep(\(seconds)); COMMIT",
            ])
            usleep(300_000)
            return running
        }

        private func refreshStatus(_ token: String) throws -> Int {
            try stack.curl("/api/v1/auth/refresh", json: refreshing(token)).status
        }

        @Test("A log-in with the former password that meets its change does not outlive it")
        func logInMeanwhile() throws {
            let person = try EndToEnd.person()
            let right = logIn(person.login.email, person.login.password)
            let other = try stack.curl("/api/v1/auth/login", json: right)
            let session = Stack.part(1, of: other.json["access_token"].text)["sid"].text
            // The change has to wait while it ends the other log-in.
            let hold = try hold(
                "SELECT FROM refresh_families WHERE id = '\(session)' FOR UPDATE", seconds: 1.5)
            let patch = try Running(
                [
                    "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "PATCH", "-H",
                    "Content-Type: application/json", "-d", change(person, to: new),
                ] + person.bearer + [stack.url + "/api/v1/profile"])
            usleep(500_000)
            // From elsewhere: at home the guard against guessing makes it wait, too.
            let late = try stack.curl(
                "/api/v1/auth/login", json: right, options: ["--interface", "127.0.0.2"])
            _ = try hold.wait()
            #expect(try patch.wait().text == "200")
            if late.status == 200 {
                #expect(try refreshStatus(late.json["refresh_token"].text) == 401)
            } else {
                #expect(late.status == 401)
            }
            #expect(try refreshStatus(other.json["refresh_token"].text) == 401)
            #expect(try refreshStatus(person.refresh) == 200)
        }

        @Test("Of two changes at once from one present password, one is made")
        func twoChanges() throws {
            let person = try EndToEnd.person()
            let requests = (0..<4).map {
                Load.Request(
                    method: "PATCH", path: "/api/v1/profile",
                    body: change(person, to: "\(new) \($0)"),
                    headers: ["Authorization": "Bearer \(person.access)"])
            }
            let hold = try hold("SELECT FROM users WHERE id = \(person.id) FOR UPDATE", seconds: 1)
            let replies = try Load(stack: stack).burst(requests)
            _ = try hold.wait()
            #expect(replies.filter { $0.status == 200 }.count == 1, "\(replies.map(\.status))")
            try forgetAttempts()
        }

        @Test("A refresh that meets the end of its log-in gives nothing that lasts")
        func refreshMeanwhile() throws {
            for _ in 0..<10 {
                let person = try EndToEnd.person()
                let bearer = ["Authorization": "Bearer \(person.access)"]
                let refresh = Load.Request(
                    path: "/api/v1/auth/refresh", body: refreshing(person.refresh))
                let out = Load.Request(path: "/api/v1/auth/logout", headers: bearer)
                let replies = try Load(stack: stack).burst([refresh, out, refresh])
                #expect(replies[1].status == 204)
                for reply in [replies[0], replies[2]] {
                    #expect([200, 401].contains(reply.status), "\(reply.body)")
                    let token = reply.json["refresh_token"].text
                    if reply.status == 200 { #expect(try refreshStatus(token) == 401) }
                }
                #expect(try refreshStatus(person.refresh) == 401)
            }
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Registrations that meet each other.
    @Suite(.serialized) struct RegisteringAtOnce {
        private let path = "/api/v1/auth/register"

        private func count(_ email: String) throws -> [String] {
            try stack.sql("SELECT count(*) FROM users WHERE lower(email) = lower('\(email)')")
        }

        @Test("Twenty at once with one key make one account, and all that succeed say the same")
        func oneKey() throws {
            for _ in 0..<3 {
                let email = freshAddress()
                let request = Load.Request(
                    path: path, body: registration(email, "a good password"),
                    headers: ["Idempotency-Key": UUID().uuidString])
                let replies = try Load(stack: stack).burst(Array(repeating: request, count: 20))
                let good = replies.filter { $0.status == 201 }
                #expect(!good.isEmpty)
                #expect(Set(good.map(\.body)).count == 1)
                for reply in replies where reply.status != 201 {
                    #expect(reply.status == 409, "\(reply.body)")
                    let isAboutKey = reply.json["detail"].text.contains("Idempotency-Key")
                    #expect(isAboutKey, "\(reply.body)")
                }
                #expect(try count(email) == ["1"])
            }
        }

        @Test("Twenty at once without a key make one account; the others hear of a conflict")
        func noKey() throws {
            let email = freshAddress()
            let requests = (0..<20).map {
                let address = $0 % 2 == 0 ? email : email.uppercased()
                return Load.Request(path: path, body: registration(address, "a good password"))
            }
            let statuses = try Load(stack: stack).burst(requests).map(\.status)
            #expect(statuses.filter { $0 == 201 }.count == 1)
            #expect(statuses.filter { $0 == 409 }.count == 19)
            #expect(try count(email) == ["1"])
        }

        @Test("A key in flight is a conflict that says when to come again")
        func inFlight() throws {
            let body = registration(freshAddress(), "a good password")
            let options = ["-H", "Idempotency-Key: \(UUID())"]
            // Nobody can be added for a second, so the first request is under way as long.
            let hold = try Running([
                "psql", "-XAtq", stack.database, "-c",
                "BEGIN; LOCK TABLE users IN SHARE MODE; SELECT pg_sleep(1.5); COMMIT",
            ])
            try #require(
                try eventually {
                    try stack.sql(
                        """
                        SELECT 1 FROM pg_locks
                         WHERE relation = 'users'::regclass AND mode = 'ShareLock' AND granted
                        """) == ["1"]
                })
            let first = try Running(
                [
                    "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H",
                    "Content-Type: application/json", "-d", body,
                ] + options + [stack.url + path])
            usleep(400_000)
            let second = try stack.curl(path, json: body, options: options)
            #expect(second.status == 409, "\(second.text)")
            #expect(second["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
            #expect(try first.wait().text == "201")
            _ = try hold.wait()
            let third = try stack.curl(path, json: body, options: options)
            #expect(third.status == 201)
            #expect(third["Idempotency-Replayed"] == "true")
        }
    }
}

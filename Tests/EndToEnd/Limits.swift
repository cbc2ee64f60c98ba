import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// The limits that `RATE_LIMITS=off` switches off for all other tests.
    @Suite(.serialized) struct Limits {
        private var stack: Stack { limitedStack }

        private func expectRefusal(
            _ answer: Answer, location: SourceLocation = #_sourceLocation
        ) {
            #expect(answer.status == 429, sourceLocation: location)
            #expect(answer["Retry-After"].flatMap { Int($0) } ?? 0 > 0, sourceLocation: location)
            #expect(answer["Content-Type"] == "application/problem+json", sourceLocation: location)
            #expect(answer.json["status"].int == 429, sourceLocation: location)
            #expect(
                answer.json["request_id"].text == answer["X-Request-ID"], sourceLocation: location)
        }

        @Test("An admin may run two exports at a time")
        func exports() throws {
            let token = try stack.token(stack.admin)
            let path = "/api/v1/admin/bookings/export"
            let running = try (0..<2).map { _ in
                try Running([
                    "curl", "-s", "--limit-rate", "1M", "-H", "Authorization: Bearer \(token)",
                    stack.url + path,
                ])
            }
            defer {
                for one in running {
                    kill(one.process.processIdentifier, SIGKILL)
                    _ = try? one.wait()
                }
            }
            try #require(eventually { running.allSatisfy { $0.outputSoFar.count > 10_000 } })
            expectRefusal(try stack.curl(path, as: stack.admin))
            #expect(try stack.curl("/api/v1/venues").status == 200)
        }

        /// Statuses of requests that come at once, from an address of their own.
        private func statuses(_ count: Int, _ method: String, _ path: String, from address: String)
            throws -> [Int]
        {
            let request = Load.Request(method: method, path: path, address: address)
            return try Load(stack: stack).burst(Array(repeating: request, count: count))
                .map(\.status)
        }

        @Test("More than sixty writes a minute are refused, to their sender alone")
        func writes() throws {
            let path = "/api/v1/auth/logout"
            let statuses = try statuses(90, "POST", path, from: "127.0.0.7")
            #expect(Set(statuses) == [401, 429])
            #expect(statuses.filter { $0 == 401 }.count >= 60)
            #expect(try self.statuses(1, "POST", path, from: "127.0.0.8") == [401])
        }

        @Test("Reads come fifty a second with bursts; more are refused")
        func reads() throws {
            let statuses = try statuses(400, "GET", "/api/v1/churches", from: "127.0.0.9")
            #expect(Set(statuses) == [200, 429])
            #expect(statuses.filter { $0 == 200 }.count >= 100)
        }

        @Test("The eleventh log-in of a minute is refused")
        func logIns() throws {
            var answers: [Answer] = []
            for _ in 0..<12 {
                answers.append(
                    try stack.curl(
                        "/api/v1/auth/login", json: logIn(freshAddress(), "x")))
            }
            #expect(answers.filter { $0.status == 401 }.count >= 8)
            expectRefusal(try #require(answers.last))
        }
    }
}

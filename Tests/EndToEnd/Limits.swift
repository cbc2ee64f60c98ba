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

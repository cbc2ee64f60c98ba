import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// A cut-off export never looks whole.
    @Suite(.serialized) struct Endings {
        private var stack: Stack { brittleStack }
        private var admin: Stack.Login { stack.admin }

        enum Blow: String, CaseIterable {
            case responderKilled, backendTerminated, queryFailed
        }

        struct Case: CustomStringConvertible {
            let format: String
            let isSecure: Bool
            let blow: Blow
            var description: String { "\(format), \(isSecure ? "HTTP/2" : "HTTP/1.1"), \(blow)" }
        }

        static let cases = Blow.allCases.flatMap { blow in
            ["json", "ndjson", "csv"].flatMap { format in
                [false, true].map { Case(format: format, isSecure: $0, blow: blow) }
            }
        }

        @Test("A failure in the middle of an export breaks the connection", arguments: cases)
        func cutOff(_ one: Case) throws {
            // A row half-way that cannot be read: the query fails when it comes to it.
            if one.blow == .queryFailed {
                try stack.sql(
                    """
                    ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
                    CREATE POLICY poison ON bookings TO guildhall_bulk USING (1 / (id - 60000) IS NOT NULL)
                    """)
            }
            defer {
                _ = try? stack.sql(
                    "DROP POLICY IF EXISTS poison ON bookings; ALTER TABLE bookings DISABLE ROW LEVEL SECURITY"
                )
            }
            let running = try Running(
                [
                    "curl", "-sk", one.isSecure ? "--http2" : "--http1.1", "--limit-rate", "3M",
                    "-H",
                    "Authorization: Bearer \(try stack.token(admin))",
                    (one.isSecure ? stack.secureURL : stack.url)
                        + "/api/v1/admin/bookings/export?format=\(one.format)",
                ])
            // A cursor is open, and rows have come.
            try #require(
                try eventually { try !backends().isEmpty && running.outputSoFar.count > 10_000 })
            try strike(one.blow)
            let outcome = try running.wait()
            #expect(outcome.status == (one.isSecure ? 92 : 18))
            #expect(outcome.output.count > 10_000)
            let looksComplete =
                outcome.text.contains("complete,rows") || outcome.text.contains("\"complete\"")
            #expect(!looksComplete)
            try #require(try eventually { try stack.curl("/ready").status == 200 })
        }

        private func backends() throws -> [String] {
            try stack.sql(
                "SELECT pid FROM pg_stat_activity WHERE usename = 'guildhall_bulk' AND backend_xmin IS NOT NULL"
            )
        }

        private func strike(_ blow: Blow) throws {
            switch blow {
            case .backendTerminated:
                for backend in try backends() {
                    try stack.sql("SELECT pg_terminate_backend(\(backend))")
                }
            case .queryFailed: break
            case .responderKilled:
                for responder in try stack.responders() { kill(responder, SIGKILL) }
            }
        }

        @Test("A client that hangs up leaves no cursor behind after a second")
        func hangUp() throws {
            let running = try Running([
                "curl", "-s", "--limit-rate", "200k", "-H",
                "Authorization: Bearer \(try stack.token(admin))",
                stack.url + "/api/v1/admin/bookings/export",
            ])
            try #require(eventually { running.outputSoFar.count > 10_000 })
            // Not SIGTERM: a program that a test starts inherits its thread's signal mask.
            kill(running.process.processIdentifier, SIGKILL)
            _ = try running.wait()
            #expect(try eventually(1.5) { try backends().isEmpty })
        }
    }
}

import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// Processes that die, are replaced, and stay small.
    @Suite(.serialized) struct Processes {
        @Test("Live and ready answer, and ready is a 503 while the schema is behind")
        func probes() throws {
            #expect(try stack.curl("/live").status == 200)
            #expect(try stack.curl("/ready").status == 200)
            try stack.sql("CREATE TABLE kept AS SELECT * FROM schema_migrations")
            try stack.sql(
                "DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)"
            )
            let behind = try stack.curl("/ready")
            try stack.sql(
                "INSERT INTO schema_migrations SELECT * FROM kept ON CONFLICT DO NOTHING; DROP TABLE kept"
            )
            #expect(behind.status == 503)
            #expect(behind["Retry-After"] != nil)
            #expect(try stack.curl("/live").status == 200)
            #expect(try stack.curl("/ready").status == 200)
        }

        @Test("A responder that dies is replaced within a second")
        func replaced() throws {
            let before = try stack.responders()
            let victim = try stack.responder()
            kill(victim, SIGKILL)
            #expect(
                try eventually(1) {
                    let now = try stack.responders()
                    return now.count == before.count && !now.contains(victim)
                })
            #expect(try stack.curl("/ready").status == 200)
        }

        @Test("A rolling reload fails no request and replaces every process")
        func reload() throws {
            let before = try stack.responders()
            let load = try Running([
                "wrk", "-t1", "-c16", "-d30s", "-H",
                "Authorization: Bearer \(try stack.token(member))",
                stack.url + "/api/v1/bookings?page_size=5",
            ])
            usleep(1_000_000)
            kill(stack.processID, SIGHUP)
            let isReplaced = try eventually(29) {
                let now = try stack.responders()
                return now.count == before.count && Set(now).isDisjoint(with: before)
                    && before.allSatisfy { kill($0, 0) != 0 }
            }
            #expect(isReplaced)
            let report = try load.wait().text
            #expect(report.contains("requests in"))
            #expect(!report.contains("Non-2xx"), "\(report)")
            #expect(!report.contains("Socket errors"), "\(report)")
        }

        @Test("PostgreSQL's back ends may all die between requests; the next request is answered")
        func databaseRestart() throws {
            for _ in 0..<3 {
                try stack.sql(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE usename IN ('guildhall_interactive', 'guildhall_bulk')
                    """)
                for _ in 0..<10 { #expect(try stack.curl("/api/v1/venues/3").status == 200) }
            }
        }

        @Test(
            "An export takes as little memory for all rows as for a thousand, and 16 MiB at the most"
        )
        func memory() throws {
            let path = "/api/v1/admin/bookings/export"
            let small = path + "?from=\(try stack.value("SELECT now()::date"))&venue=3"
            for _ in 0..<6 { _ = try stack.curl(small, as: admin) }
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            for _ in 0..<6 { _ = try stack.curl(small, as: admin) }
            let few = try stack.responders().map(Memory.peak).max() ?? 0
            for _ in 0..<6 { #expect(try stack.curl(path, as: admin).exit == 0) }
            let all = try stack.responders().map(Memory.peak).max() ?? 0
            #expect(all - few <= 1_024, "\(few) KiB for few rows, \(all) KiB for all")
            #expect(all <= 16_384)
            let exports = try (0..<20).map { _ in
                try Running([
                    "curl", "-s", "-o", "/dev/null", "--limit-rate", "4M", "-H",
                    "Authorization: Bearer \(try stack.token(admin))", stack.url + path,
                ])
            }
            for export in exports { #expect(try export.wait().status == 0) }
            let twenty = try stack.responders().map(Memory.peak).max() ?? 0
            #expect(twenty <= 16_384, "\(twenty) KiB")
        }

        @Test("Sixty-four kept connections are all served by a few threads")
        func noStarvation() throws {
            let report = try run([
                "wrk", "-t1", "-c64", "-d5s", "--latency", "-H",
                "Authorization: Bearer \(try stack.token(admin))",
                stack.url + "/api/v1/admin/bookings?page_size=20",
            ]).text
            #expect(!report.contains("Non-2xx"), "\(report)")
            #expect(!report.contains("Socket errors"), "\(report)")
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What is refused when memory is short, and that it comes back: on a running service that is told
    /// of memory by files as the kernel writes them.
    @Suite(.serialized) struct MemoryGuard {
        private static let files = FileManager.default.temporaryDirectory
            .appendingPathComponent("ght-memory-\(UUID().uuidString.prefix(8))")
        private static let stack: Stack = {
            use(percent: 10)
            return EndToEnd.start(
                bookings: 1_000,
                [
                    "GUILDHALL_MEMORY_FILES": files.path, "GUILDHALL_MEMORY_SAMPLE_MS": "10",
                    "GUILDHALL_MEMORY_BUDGET_MB": "8192", "GUILDHALL_LOG_JSON": "off",
                ])
        }()
        private var stack: Stack { Self.stack }

        /// Tells how much of a gibibyte is in use.
        private static func use(percent: Int) {
            let total = 1 << 30
            let contents = [
                "memory.max": "\(total)\n", "memory.current": "\(total / 100 * percent)\n",
                "memory.stat": "inactive_file 0\nactive_file 0\n",
            ]
            try? FileManager.default.createDirectory(
                at: files, withIntermediateDirectories: true)
            for (name, text) in contents {
                try? text.write(
                    to: files.appendingPathComponent(name), atomically: true, encoding: .utf8)
            }
            usleep(50_000)
        }

        private func expectRefusal(
            _ answer: Answer, location: SourceLocation = #_sourceLocation
        ) {
            #expect(answer.status == 503, sourceLocation: location)
            #expect(answer["Retry-After"].flatMap { Int($0) } ?? 0 > 0, sourceLocation: location)
            #expect(answer["Content-Type"] == "application/problem+json", sourceLocation: location)
            #expect(answer.json["status"].int == 503, sourceLocation: location)
            #expect(
                answer.json["request_id"].text == answer["X-Request-ID"], sourceLocation: location)
        }

        private func status(_ path: String, as login: Stack.Login? = nil) throws -> Int {
            try stack.curl(path, as: login).status
        }

        private let export = "/api/v1/admin/bookings/export"

        @Test("At 85 % exports are refused and pages are not; below 82 % exports come back")
        func shedding() throws {
            let admin = stack.admin
            #expect(try status(export, as: admin) == 200)
            let before = try stack.curl("/api/v1/ops/memory", as: admin).json["refused"].int ?? 0
            Self.use(percent: 86)
            expectRefusal(try stack.curl(export, as: admin))
            expectRefusal(try stack.curl("/api/v1/profile/export", as: admin))
            #expect(try status("/api/v1/venues") == 200)
            #expect(try status("/api/v1/admin/bookings", as: admin) == 200)
            let memory = try stack.curl("/api/v1/ops/memory", as: admin).json
            #expect(memory["guard"].text == "shedding" && memory["source"].text == "cgroup")
            #expect(memory["total_bytes"].int == 1 << 30 && memory["threshold_percent"].int == 85)
            #expect(memory["refused"].int == before + 2)
            let health = try stack.curl("/api/v1/ops/health", as: admin).json
            #expect(health["signal"].text != "green")
            #expect(health["reasons"].elements.contains { $0.text.contains("memory is short") })
            Self.use(percent: 83)
            expectRefusal(try stack.curl(export, as: admin))
            Self.use(percent: 81)
            #expect(try status(export, as: admin) == 200)
            #expect(
                try stack.curl("/api/v1/ops/memory", as: admin).json["guard"].text == "open")
        }

        @Test("At 90 % all but probes, metrics and operations is refused, and comes back by itself")
        func closed() throws {
            let admin = stack.admin
            _ = try stack.token(admin)
            Self.use(percent: 91)
            let vital = ["/live", "/ready", "/metrics"]
            for path in vital { #expect(try status(path) == 200, "\(path)") }
            for name in ["health", "memory", "queries", "indexes", "database"] {
                #expect(try status("/api/v1/ops/\(name)", as: admin) == 200, "\(name)")
            }
            for path in ["/api/v1/venues", "/api/v1/openapi.json", "/api/v1/bookings", export] {
                expectRefusal(try stack.curl(path, as: admin))
            }
            expectRefusal(
                try stack.curl("/api/v1/auth/login", json: logIn(admin.email, admin.password)))
            #expect(try stack.curl("/api/v1/ops/memory", as: admin).json["guard"].text == "closed")
            #expect(try stack.curl("/api/v1/ops/health", as: admin).json["signal"].text == "red")
            Self.use(percent: 86)
            #expect(try status("/api/v1/venues") == 200)
            expectRefusal(try stack.curl(export, as: admin))
            Self.use(percent: 10)
            #expect(try status(export, as: admin) == 200)
            // Ordinary lines are written once a second.
            sleep(2)
            let log = try String(
                contentsOf: stack.state.appendingPathComponent("log/responders.log"),
                encoding: .utf8)
            #expect(log.contains("the memory guard is closed"))
            #expect(log.contains("the memory guard is open"))
            // For people's eyes, as this service is told to.
            #expect(log.contains(" info request request_id=\""))
            #expect(log.contains(#"endpoint="GET /api/v1/venues" status=503 "#))
        }

        @Test("What could take more memory than there is does not start, and says by how much")
        func admission() throws {
            let state = FileManager.default.temporaryDirectory
                .appendingPathComponent("ght-admission-\(UUID().uuidString.prefix(8))")
            defer { try? FileManager.default.removeItem(at: state) }
            try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
            let outcome = try run(
                ["\(Stack.programs)/guildhall", "serve"],
                environment: [
                    "GUILDHALL_RUN": state.path, "GUILDHALL_MEMORY_BUDGET_MB": "64",
                    "GUILDHALL_RESPONDERS": "4",
                ])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("8 × 12.0 MiB = 96.0 MiB"), "\(outcome.errors)")
            #expect(outcome.errors.contains("there may be 64 MiB (GUILDHALL_MEMORY_BUDGET_MB)"))
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What is counted, and who can read it.
    @Suite(.serialized) struct Counting {
        private func queries() throws -> JSONValue {
            try stack.curl("/api/v1/ops/queries", as: admin).json
        }

        private func endpoint(_ name: String) throws -> JSONValue? {
            try queries()["endpoints"].elements.first { $0["endpoint"].text == name }
        }

        @Test("Each request is counted once, whichever process answers, and none is lost by a kill")
        func totals() throws {
            let name = "GET /api/v1/churches"
            let before = try endpoint(name)?["requests"].int ?? 0
            for _ in 0..<40 { #expect(try stack.curl("/api/v1/churches").status == 200) }
            #expect(try endpoint(name)?["requests"].int == before + 40)
            let victim = try stack.responder()
            kill(victim, SIGKILL)
            #expect(
                try eventually {
                    try stack.responders().count == 2 && !stack.responders().contains(victim)
                })
            #expect(try eventually { try stack.curl("/ready").status == 200 })
            for _ in 0..<10 { #expect(try stack.curl("/api/v1/churches").status == 200) }
            let after = try #require(try endpoint(name))
            #expect(after["requests"].int == before + 50)
            #expect(after["statements_per_request"] != .null && after["most_statements"].int == 2)
            #expect(after["flagged"] == .bool(false) && after["pool"].text == "interactive")
            let listed = try stack.curl("/api/v1/ops/memory", as: admin).json["processes"].elements
            #expect(
                try Set(listed.compactMap { $0["pid"].int })
                    == Set(stack.responders().map(Int.init)))
        }

        @Test("Failures are counted by their reason, and the slowest request by its id")
        func failures() throws {
            let name = "GET /api/v1/venues/{id}"
            let before = try endpoint(name)?["failures"]["client"].int ?? 0
            let id = "counting-\(UUID().uuidString)"
            let answer = try stack.curl(
                "/api/v1/venues/987654321", options: ["-H", "X-Request-ID: \(id)"])
            #expect(answer.status == 404)
            #expect(try endpoint(name)?["failures"]["client"].int == before + 1)
            #expect(try endpoint(name)?["slowest"]["request_id"].text.isEmpty == false)
        }

        @Test("An endpoint that is slow for one in twenty is flagged")
        func flag() throws {
            let name = "GET /api/v1/forum/moderation-log"
            // The lock is held until requests wait for it, and a little longer.
            let holder = try Running([
                "psql", "-qX", stack.database, "-c",
                """
                DO $$ BEGIN
                    LOCK TABLE moderation_log;
                    FOR n IN 1..160 LOOP
                        PERFORM pg_sleep(0.05);
                        EXIT WHEN (SELECT count(*) >= 3 FROM pg_locks
                                    WHERE relation = 'moderation_log'::regclass AND NOT granted);
                    END LOOP;
                    PERFORM pg_sleep(0.2);
                END $$
                """,
            ])
            #expect(
                try eventually {
                    try stack.sql(
                        """
                        SELECT 1 FROM pg_locks
                         WHERE relation = 'moderation_log'::regclass AND granted
                           AND mode = 'AccessExclusiveLock'
                        """
                    ).count == 1
                })
            let replies = try Load(stack: stack).burst(
                (0..<4).map { _ in .init(method: "GET", path: "/api/v1/forum/moderation-log") })
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(try holder.wait().status == 0)
            let slow = try #require(try endpoint(name))
            #expect(slow["flagged"] == .bool(true), "\(slow)")
            #expect(slow["flags"].elements.map(\.text) == ["latency"])
            let all = try stack.curl("/api/v1/ops/queries", as: admin).json["flagged"].elements
            #expect(all.contains { $0.text == name })
        }

        @Test("Health tells of the database, the memory and each process")
        func health() throws {
            let health = try stack.curl("/api/v1/ops/health", as: admin).json
            #expect(["green", "yellow", "red"].contains(health["signal"].text))
            #expect(health["database_latency_ms"] != .null)
            #expect(health["memory"]["guard"].text == "open")
            #expect(health["processes"].elements.count == 2)
            for process in health["processes"].elements {
                let rss = process["rss_bytes"].int ?? 0
                #expect(rss > 1 << 20 && process["peak_rss_bytes"].int ?? 0 >= rss)
            }
            let busy = health["processes"].elements.compactMap { $0["busy"].int }
            #expect(busy.reduce(0, +) == 1, "this request alone is under way")
        }

        @Test("The metrics are Prometheus's own format, and the checking tool finds no fault")
        func metrics() throws {
            let answer = try stack.curl("/metrics")
            #expect(answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            let check = try run(["promtool", "check", "metrics"], input: answer.text)
            #expect(check.status == 0 && check.errors.isEmpty, "\(check.text)\(check.errors)")
            let live = #"guildhall_requests_total{method="GET",path="/live",pool="interactive"} "#
            func count() throws -> Int {
                let text = try stack.curl("/metrics").text
                let line = text.split(separator: "\n").first { $0.hasPrefix(live) }
                return line.flatMap { Int($0.dropFirst(live.count)) } ?? 0
            }
            let before = try count()
            for _ in 0..<5 { _ = try stack.curl("/live") }
            #expect(try count() == before + 5)
            #expect(answer.text.contains(#"guildhall_memory_guard_state{state="open"} 1"#))
        }

        private var log: String {
            get throws {
                try String(
                    contentsOf: stack.state.appendingPathComponent("log/responders.log"),
                    encoding: .utf8)
            }
        }

        private func logLine(_ id: String) throws -> JSONValue? {
            let line = try log.split(separator: "\n").first { $0.contains(id) }
            return line.map { JSONValue(Data($0.utf8)) }
        }

        @Test("Each request has one line, which tells no query, name or address")
        func logLines() throws {
            let id = "line-\(UUID().uuidString)"
            let header = ["-H", "X-Request-ID: \(id)"]
            let list = try stack.curl(
                "/api/v1/admin/bookings?page=2&search=anna", as: admin, options: header)
            #expect(list.status == 200)
            #expect(try eventually { try logLine(id) != nil })
            let line = try #require(try logLine(id))
            #expect(line["endpoint"].text == "GET /api/v1/admin/bookings")
            #expect(line["status"].int == 200 && line["page"].int == 2)
            #expect(line["statements"].int ?? 0 > 0 && line["ending"].text == "whole")
            #expect(line["bytes"].int == list.body.count && line["level"].text == "info")
            #expect(try log.components(separatedBy: id).count == 2)
            #expect(try !log.contains("anna") && !log.contains("Bearer"))
        }

        @Test("The level changes in all processes at once; probes have lines only when debugging")
        func logLevel() throws {
            func set(_ level: String) throws -> Answer {
                try stack.curl(
                    "/api/v1/ops/log-level", as: admin, method: "PUT",
                    json: #"{"level":"\#(level)"}"#)
            }
            func lines(_ path: String) throws -> Int {
                let id = "level-\(UUID().uuidString)"
                for _ in 0..<20 {
                    _ = try stack.curl(path, options: ["-H", "X-Request-ID: \(id)"])
                }
                // Ordinary lines are written once a second.
                usleep(1_500_000)
                return try log.components(separatedBy: id).count - 1
            }
            #expect(try set("warning").json["former"].text == "info")
            #expect(try lines("/api/v1/venues") == 0)
            #expect(try set("debug").status == 200)
            #expect(try lines("/live") == 20)
            #expect(try set("info").json["former"].text == "debug")
            #expect(try lines("/live") == 0 && lines("/api/v1/venues") == 20)
            #expect(try set("loud").status == 422)
        }
    }
}

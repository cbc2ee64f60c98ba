import Foundation
import TestStack

/// What the responder processes take, in MiB of peak resident memory.
struct MemoryBenchmark {
    private let stack: Stack
    private let export = "/api/v1/admin/bookings/export"

    init(_ stack: Stack) { self.stack = stack }

    private func peak() throws -> Double {
        Double(try stack.responders().map(Memory.peak).max() ?? 0) / 1_024
    }

    func run(_ report: inout Report) throws {
        // Fresh processes: what the loads before left behind must not count.
        for responder in try stack.responders() { kill(responder, SIGKILL) }
        sleep(2)
        report.add("peak MiB at start", try peak(), atMost: 16)
        let after = try stack.value(
            "SELECT to_char(start_datetime AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || ',' || id FROM bookings ORDER BY start_datetime DESC, id DESC OFFSET 1000 LIMIT 1"
        )
        for _ in 0..<8 { _ = try stack.curl("\(export)?after=\(after)", as: stack.admin) }
        for responder in try stack.responders() { try Memory.resetPeak(responder) }
        for _ in 0..<8 { _ = try stack.curl("\(export)?after=\(after)", as: stack.admin) }
        let few = try peak()
        report.add("peak MiB, export of 1,000 rows", few, atMost: 16)
        for _ in 0..<4 { try exports(1) }
        report.add("peak MiB, export of all rows", try peak(), atMost: 16)
        report.add("MiB more for all rows", try peak() - few, atMost: 1)
        try crowd(&report)
    }

    /// Twenty exports at once, and a page meanwhile.
    private func crowd(_ report: inout Report) throws {
        let page = "/api/v1/bookings?page_size=20"
        let idle = try Load(stack, page, stack.member, connections: 1, seconds: 10)
        let load = try Load.start(
            stack, page, stack.member, connections: 1, seconds: 20, isApart: true)
        try exports(20)
        let busy = try Load(load.wait().text)
        Benchmarks.tell(
            String(format: "page: p99 %.2f ms idle, %.2f ms beside 20 exports", idle.p99, busy.p99))
        report.add("peak MiB, 20 exports at once", try peak(), atMost: 16)
        report.add("page p99 beside 20 exports / idle", busy.p99 / idle.p99, atMost: 3)
    }

    private func exports(_ count: Int) throws {
        let token = try stack.token(stack.admin)
        let running = try (0..<count).map { _ in
            try Running([
                "curl", "-s", "-o", "/dev/null", "-H", "Authorization: Bearer \(token)",
                stack.url + export,
            ])
        }
        for one in running {
            let outcome = try one.wait()
            guard outcome.status == 0 else {
                throw Stack.Failure(description: "curl: \(outcome.status)")
            }
        }
    }
}

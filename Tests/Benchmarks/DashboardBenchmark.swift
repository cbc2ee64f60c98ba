import TestStack

/// The dashboard, which looks at everything, against the health check, which asks PostgreSQL for one
/// row.
struct DashboardBenchmark {
    private static let rounds = 5

    private let stack: Stack

    init(_ stack: Stack) { self.stack = stack }

    func run(_ report: inout Report) throws {
        func p95(_ path: String) throws -> Double {
            try Load(stack, path, stack.member, connections: 1, seconds: 2).p95
        }
        _ = try p95("/api/v1/dashboard/stats")
        var ready: [Double] = []
        var dashboard: [Double] = []
        for _ in 0..<Self.rounds {
            ready.append(try p95("/ready"))
            dashboard.append(try p95("/api/v1/dashboard/stats"))
        }
        let ratio = dashboard.median / ready.median
        Benchmarks.tell(
            "dashboard: p95 \(dashboard.median) ms, of /ready \(ready.median) ms")
        report.add("dashboard p95 / ready p95", ratio, atMost: 5)
    }
}

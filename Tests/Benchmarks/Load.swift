import Foundation
import TestStack

/// What wrk says of one address under load. Times are in milliseconds.
struct Load {
    let rate: Double
    let median: Double
    let p95: Double
    let p99: Double
    let failures: Int

    /// - Parameter address: who is asked; the stack if nil.
    init(
        _ stack: Stack, _ path: String, _ login: Stack.Login, connections: Int, seconds: Int,
        from address: String? = nil
    ) throws {
        let running = try Self.start(
            stack, path, login, connections: connections, seconds: seconds, from: address)
        try self.init(running.wait().text)
    }

    /// - Parameter isApart: whether wrk has a session of its own. Cores are shared out by session, and
    ///   what else runs beside it must not count as the server's delay.
    static func start(
        _ stack: Stack, _ path: String, _ login: Stack.Login, connections: Int, seconds: Int,
        isApart: Bool = false, from address: String? = nil
    ) throws -> Running {
        try Running(
            (isApart ? ["setsid", "--wait"] : []) + [
                "wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "--latency",
                "-s", "/dev/stdin", "-H",
                "Authorization: Bearer \(try stack.token(login))", (address ?? stack.url) + path,
            ], input: percentile)
    }

    /// What wrk does not print by itself, in its own form.
    private static let percentile = """
        done = function(summary, latency)
            io.write(string.format("95%%  %.2fus\\n", latency:percentile(95)))
        end
        """

    /// Reads wrk's report.
    init(_ report: String) throws {
        let lines = report.split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        func value(_ name: String) -> String? {
            lines.first { $0.first == name }?.dropFirst().first
        }
        guard let rate = value("Requests/sec:").flatMap({ Double($0) }),
            let median = value("50%").flatMap(Self.milliseconds),
            let p95 = value("95%").flatMap(Self.milliseconds),
            let p99 = value("99%").flatMap(Self.milliseconds)
        else { throw Stack.Failure(description: report) }
        self.rate = rate
        self.median = median
        self.p95 = p95
        self.p99 = p99
        failures = Self.failures(in: report)
    }

    /// Requests that failed, by wrk's report; all that broke off count as one.
    static func failures(in report: String) -> Int {
        let refused = report.split(separator: "\n").first { $0.contains("Non-2xx") }
        return (refused?.split(separator: " ").last.flatMap { Int($0) } ?? 0)
            + (report.contains("Socket errors") ? 1 : 0)
    }

    private static func milliseconds(_ text: String) -> Double? {
        for (unit, factor) in [("us", 0.001), ("ms", 1), ("s", 1_000)] where text.hasSuffix(unit) {
            return Double(text.dropLast(unit.count)).map { $0 * factor }
        }
        return nil
    }
}

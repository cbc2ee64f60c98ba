import Foundation
import TestStack

/// Lists under 64 kept connections.
struct ListBenchmark {
    private let stack: Stack

    init(_ stack: Stack) { self.stack = stack }

    func run(_ report: inout Report) throws {
        for (name, path, login) in [
            ("live", "/live", stack.member), ("my bookings", "/api/v1/bookings", stack.member),
            ("admin bookings", "/api/v1/admin/bookings", stack.admin),
        ] {
            _ = try Load(stack, path, login, connections: 64, seconds: 2)
            let load = try Load(stack, path, login, connections: 64, seconds: 8)
            Benchmarks.tell(
                String(
                    format: "%@: %.0f requests/s, p50 %.1f ms, p99 %.1f ms, %d failed", name,
                    load.rate, load.median, load.p99, load.failures))
            report.add("\(name), p99 / p50", load.p99 / load.median, atMost: 4)
            let fewer = try Load(stack, path, login, connections: 50, seconds: 4)
            report.add("\(name), p99 in ms at 50 connections", fewer.p99, atMost: 50)
            report.add(
                "\(name), failed requests", Double(load.failures + fewer.failures), atMost: 0)
        }
        try deepPages(&report)
    }

    /// The last page by number and by cursor against the first.
    private func deepPages(_ report: inout Report) throws {
        let list = "/api/v1/admin/bookings?page_size=50"
        let facts = try stack.curl(list, as: stack.admin).json["pagination"]
        let last = try stack.curl("\(list)&page=\((facts["pages"].int ?? 2) - 1)", as: stack.admin)
        let cursor = last.json["pagination"]["next"].text
        var first: [Double] = []
        var deep: [Double] = []
        var keyset: [Double] = []
        for _ in 0..<5 {
            first.append(try Load(stack, list, stack.admin, connections: 1, seconds: 1).median)
            deep.append(
                try Load(
                    stack, "\(list)&page=\(facts["pages"].int ?? 1)", stack.admin, connections: 1,
                    seconds: 1
                ).median)
            keyset.append(
                try Load(stack, "\(list)&cursor=\(cursor)", stack.admin, connections: 1, seconds: 1)
                    .median)
        }
        report.add("last page by number / first", deep.median / first.median, atMost: 5)
        report.add("last page by cursor / first", keyset.median / first.median, atMost: 1.2)
    }
}

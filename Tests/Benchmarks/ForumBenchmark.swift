import Foundation
import TestStack

/// The largest forum: its first page against its last ones and against searches, and the cache.
struct ForumBenchmark {
    private static let rounds = 5

    private let stack: Stack
    private let list = "/api/v1/forums/general/topics"

    init(_ stack: Stack) { self.stack = stack }

    func run(_ report: inout Report) throws {
        try pages(&report)
        try cache(&report)
        try memory(&report)
    }

    /// The median time of a page, in milliseconds.
    private func median(_ query: String) throws -> Double {
        try Load(stack, list + query, stack.member, connections: 1, seconds: 1).median
    }

    /// Pages by number and by cursor, and searches, by turns with the first page.
    private func pages(_ report: inout Report) throws {
        let facts = try stack.curl(list, as: stack.member).json["pagination"]
        let pages = facts["pages"].int ?? 2
        let last = try stack.curl("\(list)?page=\(pages - 1)", as: stack.member)
        print("forum: \(facts["total"].int ?? 0) topics on \(pages) pages")
        let queries = [
            ("last page by number", "?page=\(pages)", 5.0),
            ("last page by cursor", "?cursor=\(last.json["pagination"]["next"].text)", 1.2),
            // One topic's number, a word in one subject of 25, and a letter that is in all of them.
            ("search for a rare word", "?search=%23\(2 * pages)", nil),
            ("search for a common word", "?search=umbrella", nil),
            ("search for a letter", "?search=e", nil),
        ]
        var ratios: [String: [Double]] = [:]
        for _ in 0..<Self.rounds {
            let first = try median("")
            for (name, query, _) in queries {
                ratios[name, default: []].append(try median(query) / first)
            }
        }
        for (name, _, bound) in queries {
            report.add("forum, \(name) / first", ratios[name]!.median, atMost: bound)
        }
    }

    /// A list that is kept against the same one made anew: with `count=exact` it is not kept.
    private func cache(_ report: inout Report) throws {
        var ratios: [Double] = []
        var failures = 0
        for _ in 0..<Self.rounds {
            let path = "/api/v1/forum/threads?tab=recent"
            let kept = try Load(stack, path, stack.member, connections: 16, seconds: 3)
            let made = try Load(
                stack, path + "&count=exact", stack.member, connections: 16, seconds: 3)
            print(
                String(
                    format: "threads: %.0f requests/s kept, %.0f made anew", kept.rate, made.rate))
            failures += kept.failures + made.failures
            ratios.append(made.rate / kept.rate)
        }
        report.add("threads, failed requests", Double(failures), atMost: 0)
        report.add("threads, requests/s made anew / kept", ratios.median, atMost: 0.2)
    }

    /// What the responders take more for the last page than for the first.
    private func memory(_ report: inout Report) throws {
        let pages = try stack.curl(list, as: stack.member).json["pagination"]["pages"].int ?? 1
        func peak(_ page: Int) throws -> Double {
            for _ in 0..<40 { _ = try stack.curl("\(list)?page=\(page)", as: stack.member) }
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            for _ in 0..<40 { _ = try stack.curl("\(list)?page=\(page)", as: stack.member) }
            return Double(try stack.responders().map(Memory.peak).max() ?? 0) / 1_024
        }
        let first = try peak(1)
        report.add("forum, MiB more for the last page", try peak(pages) - first, atMost: 1)
    }
}

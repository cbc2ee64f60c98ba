import Foundation
import TestStack
import TestSupport

/// The largest forum: its first page against its last ones and against searches.
struct ForumBenchmark {
    private static let rounds = 5

    private let stack: Stack
    private let list = "/api/v1/forums/general/topics"

    init(_ stack: Stack) { self.stack = stack }

    func run(_ report: inout Report) throws {
        let queries = try queries()
        try times(queries, &report)
        try counts(queries.map(\.text), &report)
        try memory(&report)
    }

    /// A query of the list, and how many times the first page's time it may take.
    private struct Query {
        let name: String
        let text: String
        let bound: Double?
    }

    private func queries() throws -> [Query] {
        let facts = try stack.curl(list, as: stack.member).json["pagination"]
        let pages = facts["pages"].int ?? 2
        let last = try stack.curl("\(list)?page=\(pages - 1)", as: stack.member)
        Benchmarks.tell("forum: \(facts["total"].int ?? 0) topics on \(pages) pages")
        var queries = [
            Query(name: "last page by number", text: "?page=\(pages)", bound: 5),
            Query(
                name: "last page by cursor",
                text: "?cursor=\(last.json["pagination"]["next"].text)", bound: 1.2),
        ]
        // One topic's number, a word in one subject of 25, and a letter that is in all of them. What
        // very many have is counted to a bound, which takes what it takes.
        for (name, word, bound) in [
            ("rare word", "%23\(2 * pages)", 3), ("common word", "umbrella", nil),
            ("letter", "e", nil),
        ] as [(String, String, Double?)] {
            let text = "?search=\(word)"
            queries.append(Query(name: "search for a \(name)", text: text, bound: bound))
            queries.append(
                Query(
                    name: "search for a \(name), no total", text: text + "&count=none", bound: 3))
        }
        return queries
    }

    /// The median time of a page, in milliseconds.
    private func median(_ query: String) throws -> Double {
        try Load(stack, list + query, stack.member, connections: 1, seconds: 1).median
    }

    /// Each query by turns with the first page.
    private func times(_ queries: [Query], _ report: inout Report) throws {
        var firsts: [Double] = []
        var times = Array(repeating: [Double](), count: queries.count)
        var ratios = times
        for _ in 0..<Self.rounds {
            let first = try median("")
            firsts.append(first)
            for (index, query) in queries.enumerated() {
                let time = try median(query.text)
                times[index].append(time)
                ratios[index].append(time / first)
            }
        }
        Benchmarks.tell(String(format: "forum: first page %.2f ms", firsts.median))
        for (index, query) in queries.enumerated() {
            Benchmarks.tell(String(format: "forum: %@ %.2f ms", query.name, times[index].median))
            report.add(
                "forum, \(query.name) / first", ratios[index].median, atMost: query.bound)
        }
    }

    /// The most statements, and the most round trips to PostgreSQL, that one of these lists takes.
    private func counts(_ queries: [String], _ report: inout Report) throws {
        let requests = 10
        func ask(_ query: String) throws {
            for _ in 0..<requests {
                let status = try stack.curl(list + query, as: stack.member).status
                guard status == 200 else { throw Stack.Failure(description: "\(status): \(query)") }
            }
        }
        var (statements, trips) = (0, 0)
        try stack.countingTurns { counter in
            for query in [""] + queries {
                // Every connection prepares its statements beforehand, and what was under way when
                // that ended comes to its end.
                _ = try Load(stack, list + query, stack.member, connections: 16, seconds: 1)
                try ask(query)
                // Others talk to PostgreSQL now and then, which only adds: so the fewest of three.
                let turns = try (0..<3).map { _ in try counter.roundTrips { try ask(query) } }
                trips = max(trips, turns.min() ?? 0)
                statements = max(statements, try stack.statements { try ask(query) })
            }
        }
        report.add("forum, statements of a list", Double(statements) / Double(requests), atMost: 2)
        report.add("forum, round trips of a list", Double(trips) / Double(requests), atMost: 1)
    }

    /// What the responders take more for the last page than for the first, where hidden topics are
    /// listed too.
    private func memory(_ report: inout Report) throws {
        let pages = try stack.curl(list, as: stack.admin).json["pagination"]["pages"].int ?? 1
        func peak(_ page: Int) throws -> Double {
            let path = "\(list)?page=\(page)"
            _ = try Load(stack, path, stack.admin, connections: 16, seconds: 2)
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            _ = try Load(stack, path, stack.admin, connections: 16, seconds: 2)
            return Double(try stack.responders().map(Memory.peak).max() ?? 0) / 1_024
        }
        _ = try peak(pages)
        let first = try peak(1)
        let last = try peak(pages)
        Benchmarks.tell(
            String(format: "forum: %.2f MiB for page 1, %.2f for page %d", first, last, pages))
        report.add("forum, MiB more for the last page", last - first, atMost: 1)
    }
}

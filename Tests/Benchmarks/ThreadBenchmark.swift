import Foundation
import TestStack

/// The lists of threads that are kept, while Redis keeps them and while it dies.
struct ThreadBenchmark {
    private static let rounds = 5
    /// Seconds that a list of recent threads is kept (`GUILDHALL_RECENT_SECONDS`).
    private static let life = 30.0

    private let stack: Stack
    private let kills: Int
    private let list = "/api/v1/forum/threads?tab=recent"

    /// - Parameter kills: how often Redis is killed.
    init(_ stack: Stack, kills: Int) {
        self.stack = stack
        self.kills = kills
    }

    func run(_ report: inout Report) throws {
        try rates(&report)
        try coldKeys(&report)
        try deaths(&report)
    }

    /// A list that is kept against the same one made anew: with `count=exact` it is not kept.
    private func rates(_ report: inout Report) throws {
        var ratios: [Double] = []
        var failures = 0
        for _ in 0..<Self.rounds {
            let kept = try Load(stack, list, stack.member, connections: 16, seconds: 3)
            let made = try Load(
                stack, list + "&count=exact", stack.member, connections: 16, seconds: 3)
            Benchmarks.tell(
                String(
                    format: "threads: %.0f requests/s kept, %.0f made anew", kept.rate, made.rate))
            failures += kept.failures + made.failures
            ratios.append(made.rate / kept.rate)
        }
        report.add("threads, failed requests", Double(failures), atMost: 0)
        report.add("threads, requests/s made anew / kept", ratios.median, atMost: 0.2)
    }

    /// Two hundred clients come at once to a list that is not there: one statement for the page, and
    /// one for the total.
    private func coldKeys(_ report: inout Report) throws {
        var most = 0
        for round in 0..<Self.rounds {
            let path = "\(list)&page_size=\(60 + round)"
            most = max(
                most,
                try stack.statements {
                    let load = try Load(stack, path, stack.member, connections: 200, seconds: 2)
                    guard load.failures == 0 else { throw Stack.Failure(description: path) }
                })
        }
        report.add("threads, statements for 200 clients at a cold key", Double(most), atMost: 2)
    }

    /// Redis is killed again and again under load, while somebody begins topics: how old a list is, is
    /// told by the first topic that it does not have.
    private func deaths(_ report: inout Report) throws {
        var begun: [(id: Int, at: Date)] = []
        var last: Int32 = 0
        var (count, failures, oldest) = (0, 0, 0.0)
        while count < kills {
            let load = try Load.start(stack, list, stack.member, connections: 16, seconds: 30)
            while load.process.isRunning, count < kills {
                let redis = Int32(try stack.facts()["service_pids"]["redis"].int ?? 0)
                // A dead one's number may be another process's by now.
                guard redis > 0, redis != last, kill(redis, SIGKILL) == 0 else {
                    usleep(50_000)
                    continue
                }
                last = redis
                count += 1
                if let id = try begin(count) { begun.append((id, Date())) } else { failures += 1 }
                let end = Date() + 1
                while Date() < end {
                    let now = Date()
                    let newest = try stack.curl(list).json["items"][0]["id"].int
                    guard let newest else {
                        failures += 1
                        continue
                    }
                    let missing = begun.first { $0.id > newest }
                    oldest = max(oldest, missing.map { now.timeIntervalSince($0.at) } ?? 0)
                }
            }
            failures += try Load(load.wait().text).failures
            Benchmarks.tell("threads: Redis killed \(count) times, \(failures) requests failed")
        }
        report.add("threads, failed requests while Redis is killed", Double(failures), atMost: 0)
        report.add("threads, age of the oldest list / its life", oldest / Self.life, atMost: 1)
    }

    /// Begins a topic.
    /// - Returns: its id; nil if that failed.
    private func begin(_ number: Int) throws -> Int? {
        let answer = try stack.curl(
            "/api/v1/forums/music/topics", as: stack.member,
            json: #"{"subject":"Round \#(number)","body":"Listen."}"#)
        return answer.json["id"].int
    }
}

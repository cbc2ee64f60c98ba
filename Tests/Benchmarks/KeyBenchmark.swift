import Foundation
import TestStack

/// Very many distinct keys asked through the front door while Redis hangs, so that each responder's
/// memory has to take the answers: it stays in its limit, and the process within 16 MiB besides.
struct KeyBenchmark {
    /// Bytes of a responder's memory that stand in for Redis (`GUILDHALL_CACHE_BYTES`).
    private static let limit = 4_194_304.0
    /// Seconds of a turn, after which progress is told.
    private static let turn = 20

    private let stack: Stack
    private let keys: Int

    /// - Parameter keys: how many are asked for at the least.
    init(_ stack: Stack, keys: Int) {
        self.stack = stack
        self.keys = keys
    }

    func run(_ report: inout Report) throws {
        let redis = Int32(try stack.facts()["service_pids"]["redis"].int ?? 0)
        guard redis > 0, kill(redis, SIGSTOP) == 0 else {
            throw Stack.Failure(description: "there is no Redis")
        }
        defer { kill(redis, SIGCONT) }
        for responder in try stack.responders() { try Memory.resetPeak(responder) }
        var (asked, failures, turns) = (0, 0, 0)
        while asked < keys {
            let turn = try ask(from: turns * 10_000_000)
            guard turn.count > 0 else { throw Stack.Failure(description: "nothing is answered") }
            (asked, failures, turns) = (asked + turn.count, failures + turn.failures, turns + 1)
            Benchmarks.tell("keys: \(asked) of \(keys), \(failures) requests failed")
        }
        let peak = Double(try stack.responders().map(Memory.peak).max() ?? 0) * 1_024
        report.add("keys, failed requests", Double(failures), atMost: 0)
        report.add("keys, bytes kept / limit", try bytesKept() / Self.limit, atMost: 1)
        report.add("keys, peak MiB besides the limit", (peak - Self.limit) / 1_048_576, atMost: 16)
    }

    /// Asks for keys during one turn. Most are of forums that there are not, whose lists are short, so
    /// that as many as can be are kept; some are of real pages of all sizes.
    /// - Parameter first: the key before the first one.
    private func ask(from first: Int) throws -> (count: Int, failures: Int) {
        let script = """
            local key = \(first)
            local list = "/api/v1/forum/threads?tab=recent&forum="
            request = function()
                key = key + 1
                if key % 20 > 0 then return wrk.format("GET", list .. "none-" .. key) end
                local number = key / 20
                return wrk.format("GET", list .. "music&page_size=" .. (1 + number % 20)
                    .. "&page=" .. math.floor(1 + number / 20))
            end
            """
        // wrk reads it twice, so it cannot come through a pipe.
        let file = stack.state.appendingPathComponent("keys.lua")
        try Data(script.utf8).write(to: file)
        let report = try TestStack.run([
            "wrk", "-t1", "-c16", "-d\(Self.turn)s", "-s", file.path, stack.url,
        ]).text
        let words = report.split(whereSeparator: \.isWhitespace)
        let count = words.firstIndex(of: "requests").flatMap { Int(words[$0 - 1]) } ?? 0
        return (count, Load.failures(in: report))
    }

    /// What a responder says of its memory, the most of many answers, as any responder may give one.
    private func bytesKept() throws -> Double {
        let answers = try (0..<20).map { _ in
            try stack.curl("/api/v1/ops/cache", as: stack.admin).json
        }
        guard answers.allSatisfy({ $0["type"].text == "memory" }) else {
            throw Stack.Failure(description: "Redis is asked")
        }
        return Double(answers.compactMap { $0["bytes"].int }.max() ?? 0)
    }
}

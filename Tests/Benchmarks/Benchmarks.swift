import Foundation
import JSON
import TestStack

/// `make bench`: measures the running system and prints ratios, since absolute times say little on
/// a shared machine.
///
/// Each measurement is taken against a floor or a peer in the same run, by turns, so that both see
/// the same noise.
@main
enum Benchmarks {
    static func main() throws {
        func number(_ name: String, _ standard: Int) -> Int {
            ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
        }
        let bookings = number("BOOKINGS", 1_000_000)
        let topics = number("TOPICS", 200_000)
        tell("Loading \(bookings) bookings and \(topics) topics …")
        let stack = try Stack(
            bookings: bookings, environment: ["TOPICS": "\(topics)", "SEARCHES": "100000"],
            patience: 3_600,
            progress: { if $0.hasPrefix("  "), $0.contains(" demo ") { tell($0) } })
        defer { stack.stop() }
        let parts: [(name: String, run: (inout Report) throws -> Void)] = [
            ("export", ExportBenchmark(stack).run), ("lists", ListBenchmark(stack).run),
            ("peer", PeerBenchmark(stack).run),
            ("forum", ForumBenchmark(stack).run),
            ("threads", ThreadBenchmark(stack, kills: number("KILLS", 10)).run),
            ("dashboard", DashboardBenchmark(stack).run),
            ("keys", KeyBenchmark(stack, keys: number("KEYS", 100_000)).run),
            ("memory", MemoryBenchmark(stack).run),
        ]
        let only = ProcessInfo.processInfo.environment["ONLY"]?.split(separator: ",")
        var report = Report()
        var broken: [String] = []
        for part in parts where only?.contains(Substring(part.name)) ?? true {
            do { try part.run(&report) } catch {
                tell("\(part.name) broke off: \(error)")
                broken.append(part.name)
            }
        }
        report.print(against: Report.recorded())
        guard broken.isEmpty else {
            stack.stop()
            exit(1)
        }
        if CommandLine.arguments.contains("--record") {
            try report.record()
            tell("\n\(report.markdown)")
        }
    }

    /// Prints a line at once, also to a file, as all this takes minutes.
    static func tell(_ line: String) {
        print(line)
        fflush(nil)
    }
}

import ArgumentParser
import Configuration
import Glibc
import Postgres
import Telemetry

struct Monitor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print every few seconds how the service is.",
        discussion: "Green is well, yellow is to be looked at, red is to be mended now.")

    @Option(help: "Seconds between lines, 1 to 3,600.")
    var interval = 5

    @Option(help: "Lines to print, at least 1. (default: until Ctrl-C)")
    var count: Int?

    func validate() throws {
        guard (1...3_600).contains(interval) else {
            throw ValidationError("--interval takes 1 to 3,600 seconds")
        }
        guard count ?? 1 > 0 else { throw ValidationError("--count takes 1 or more") }
    }

    func run() throws {
        try Command.run {
            let configuration = try Environment.configuration()
            let files = MemoryFiles(root: configuration.text(Settings.memoryFiles))
            let connection = OwnerDatabase.connection(configuration)
            var tally: Tally?
            for number in 1... {
                // Opened anew each time, as a service that was started again has made a new one.
                let segment = try TelemetryFile.open(configuration)
                let present = Tally(segment)
                let seconds = present.seconds(since: tally)
                show(segment, present.minus(tally), seconds, connection, files.read())
                tally = present
                if number == count { return }
                sleep(UInt32(interval))
            }
        }
    }

    private func show(
        _ segment: Segment, _ fresh: Tally, _ seconds: Double, _ connection: Connection,
        _ memory: MemoryReading?
    ) {
        let latency = Self.latency(connection)
        let processes = segment.processes
        let lookups = segment.cacheLookups
        let health = Health(
            .init(
                databaseMicroseconds: latency, bytesPerHour: segment.trend.bytesPerHour,
                guardState: segment.guardState, cacheLookups: lookups.all, cacheHits: lookups.hits,
                processes: processes.count))
        let resident = processes.reduce(0) { $0 + $1.residentBytes } >> 20
        let parts = [
            Terminal.padded(health.signal.name, to: 6),
            "database " + (latency.map { "\(Self.milliseconds($0)) ms" } ?? "silent"),
            "memory " + (memory.map { "\($0.usedPermille / 10) %" } ?? "unknown"),
            "\(processes.count) responders \(resident) MiB",
            "\(Self.milliseconds(Int(Double(fresh.requests) * 1_000 / seconds))) requests/s",
            "p95 \(Self.milliseconds(fresh.durations.percentile(95) ?? 0)) ms",
            "\(fresh.failures) failed", "\(fresh.refused) refused",
        ]
        Terminal.event(parts.joined(separator: "  "))
        for reason in health.reasons { Terminal.line("          \(reason)") }
    }

    /// Thousandths with one decimal.
    private static func milliseconds(_ thousandths: Int) -> String {
        "\(thousandths / 1_000).\(thousandths % 1_000 / 100)"
    }

    /// Microseconds of an empty round trip; nil if there is no answer.
    private static func latency(_ connection: Connection) -> Int? {
        guard (try? connection.run(nothing)) != nil else { return nil }
        let start = Clock.now
        guard (try? connection.run(nothing)) != nil else { return nil }
        return Int((Clock.now - start) / 1_000)
    }

    private static let nothing = Statement("SELECT 1")
}

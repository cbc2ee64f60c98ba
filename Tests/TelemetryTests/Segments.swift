import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite("The segment")
struct Segments {
    private let directory = TemporaryDirectory()
    private var path: String { directory.file("telemetry") }

    private static func record(_ status: Int, microseconds: Int, statements: Int = 1)
        -> RequestRecord
    {
        var record = RequestRecord()
        record.status = status
        record.microseconds = microseconds
        record.statements = statements
        record.rows = 2
        record.bytes = 100
        return record
    }

    private func summaries(_ segment: Segment) -> [EndpointSummary] {
        var all: [EndpointSummary] = []
        segment.forEachEndpoint { all.append($0) }
        return all
    }

    @Test("What two have counted of an endpoint is one sum, under one name")
    func sums() throws {
        let made = try Segment(making: path)
        for _ in 0..<2 {
            let telemetry = try Telemetry(Segment(opening: path))
            let counters = try telemetry.counters(of: "GET /venues", pool: 1)
            for status in [200, 404, 503] {
                counters.count(Self.record(status, microseconds: status), id: "r-\(status)")
            }
        }
        let summary = try #require(summaries(made).first)
        #expect(summaries(made).count == 1 && summary.name == "GET /venues" && summary.pool == 1)
        #expect(summary.requests == 6 && summary.statements == 6 && summary.rows == 12)
        #expect(summary.failures[.client] == 2 && summary.failures[.server] == 2)
        #expect(summary.slowestMicroseconds == 503 && summary.slowestID == "r-503")
        #expect(summary.bytes == 600 && summary.microseconds == 2 * (200 + 404 + 503))
        #expect(summary.durations.total == 6)
    }

    @Test("How an answer ended goes before its status")
    func endings() throws {
        let segment = try Segment()
        let counters = try Telemetry(segment).counters(of: "GET /x", pool: 0)
        for ending in [RequestRecord.Ending.cutOff, .hungUp] {
            var record = Self.record(200, microseconds: 1)
            record.ending = ending
            counters.count(record, id: "")
        }
        var record = Self.record(503, microseconds: 1)
        record.isRefused = true
        counters.count(record, id: "")
        let failures = try #require(summaries(segment).first).failures
        #expect(failures == [.client: 0, .server: 0, .refused: 1, .cutOff: 1, .hungUp: 1])
    }

    @Test("Threads that count at once lose nothing, and the slowest keeps its own id")
    func atOnce() throws {
        let segment = try Segment(making: path)
        let counters = try Telemetry(segment).counters(of: "GET /x", pool: 0)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for number in 0..<5_000 {
                let time = (number * 8 + thread) * 7_919 % 40_009
                counters.count(Self.record(200, microseconds: time), id: "r-\(time)")
            }
        }
        let summary = try #require(summaries(segment).first)
        #expect(summary.requests == 40_000 && summary.durations.total == 40_000)
        if let id = summary.slowestID { #expect(id == "r-\(summary.slowestMicroseconds)") }
    }

    @Test("A process that is killed while it counts leaves its counts, its place and nothing else")
    func killed() throws {
        let segment = try Segment(making: path)
        let own = try Telemetry(segment)
        let script = """
            import mmap, os, struct, sys, time
            words = mmap.mmap(os.open(sys.argv[1], os.O_RDWR), 0)
            base, counter = int(sys.argv[2]) * 8, int(sys.argv[3]) * 8
            birth = int(open("/proc/self/stat").read().rsplit(")", 1)[1].split()[19])
            struct.pack_into("<QQ", words, base, os.getpid(), birth)
            print("ready", flush=True)
            while True:
                value = struct.unpack_from("<Q", words, counter)[0]
                struct.pack_into("<Q", words, counter, value + 1)
            """
        let counters = try own.counters(of: "GET /x", pool: 0)
        counters.count(Self.record(200, microseconds: 50), id: "r")
        let place = Layout.processes + Layout.processWords
        let requests = Layout.endpoints + EndpointCounters.Word.requests
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        child.arguments = ["-c", script, path, "\(place)", "\(requests)"]
        let output = Pipe()
        child.standardOutput = output
        try child.run()
        _ = output.fileHandleForReading.readData(ofLength: 5)
        #expect(segment.processes.map(\.id).contains(child.processIdentifier))
        while try #require(summaries(segment).first).requests < 100 {}
        kill(child.processIdentifier, SIGKILL)
        child.waitUntilExit()
        #expect(segment.processes.map(\.id) == [getpid()])
        let before = try #require(summaries(segment).first)
        counters.count(Self.record(200, microseconds: 50), id: "r")
        let after = try #require(summaries(segment).first)
        #expect(before.requests >= 100 && after.requests == before.requests + 1)
        #expect(after.statements == before.statements + 1)
        #expect(ProcessCounters(segment, number: 1).isAlive == false)
    }

    @Test("The place of a process that ended is taken by the next, which begins from nought")
    func places() throws {
        let segment = try Segment(making: path)
        segment.store(Layout.processes, 1_999_999_999)
        segment.store(Layout.processes + ProcessCounters.Word.busy, 3)
        let telemetry = try Telemetry(segment)
        telemetry.process.begin()
        let process = try #require(segment.processes.first)
        #expect(process.id == getpid() && process.busy == 1 && process.requests == 1)
        #expect(process.residentBytes > 0 && process.peakBytes >= process.residentBytes)
        telemetry.process.end(Self.record(200, microseconds: 1, statements: 2))
        #expect(segment.processes.first?.busy == 0 && segment.processes.first?.statements == 2)
    }

    @Test("A file of another version or size is refused instead of misread")
    func versions() throws {
        let segment = try Segment(making: path)
        segment.store(Layout.mark, 7)
        #expect(throws: Segment.Failure.self) { try Segment(opening: path) }
        try Data(count: 4_096).write(to: URL(fileURLWithPath: path))
        #expect(throws: Segment.Failure.self) { try Segment(opening: path) }
        #expect(throws: Segment.Failure.self) { try Segment(opening: path + "x") }
    }

    @Test("The level of the log is everyone's at once")
    func logLevel() throws {
        let segment = try Segment(making: path)
        let other = try Segment(opening: path)
        #expect(other.logLevel == .info)
        segment.logLevel = .warning
        #expect(other.logLevel == .warning && LogLevel.debug < .info)
    }

    @Test("There is room for as many endpoints as a segment has, and no further one is miscounted")
    func room() throws {
        let telemetry = try Telemetry(Segment())
        for number in 0..<Layout.mostEndpoints {
            _ = try telemetry.counters(of: "GET /\(number)", pool: 0)
        }
        #expect(throws: Telemetry.Failure.self) { try telemetry.counters(of: "GET /x", pool: 0) }
        _ = try telemetry.counters(of: "GET /0", pool: 0)
    }
}

import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite("The memory guard")
struct Guards {
    private static let thresholds = MemoryGuard.Thresholds(shedding: 85, closed: 90, hysteresis: 3)

    @Test("It shuts at each threshold, and opens only some percent below it")
    func hysteresis() {
        var state = MemoryGuard.State.open
        let steps: [(Int, MemoryGuard.State)] = [
            (849, .open), (850, .shedding), (840, .shedding), (820, .shedding), (819, .open),
            (899, .shedding), (900, .closed), (880, .closed), (870, .closed), (869, .shedding),
            (1_000, .closed), (0, .open), (950, .closed), (819, .open),
        ]
        for (permille, expected) in steps {
            state = Self.thresholds.state(after: state, permille: permille)
            #expect(state == expected, "at \(permille)")
        }
    }

    /// Files as the kernel writes them, in a directory of the test's own.
    private final class Kernel {
        let directory = TemporaryDirectory()
        var root: String { directory.path }

        func write(_ name: String, _ text: String) throws {
            try text.write(toFile: directory.file(name), atomically: true, encoding: .utf8)
        }

        func machine(total: Int, available: Int) throws {
            try write(
                "meminfo", "MemTotal: \(total) kB\nMemFree: 1 kB\nMemAvailable: \(available) kB\n")
        }
    }

    @Test("Of a control group's use the file cache does not count, but for what is not on disk yet")
    func controlGroup() throws {
        let kernel = Kernel()
        try kernel.write("memory.max", "1000000\n")
        try kernel.write("memory.current", "900000\n")
        try kernel.write(
            "memory.stat",
            "anon 1\ninactive_file 300000\nactive_file 100000\nfile_dirty 40000\nfile_writeback 10000\n"
        )
        let reading = try #require(MemoryFiles(root: kernel.root).read())
        #expect(reading == MemoryReading(source: .cgroup, total: 1_000_000, used: 550_000))
        #expect(reading.usedPermille == 550 && reading.available == 450_000)
    }

    @Test("Without a limit, or with one beyond the machine, the machine counts")
    func machine() throws {
        let kernel = Kernel()
        try kernel.machine(total: 1_000, available: 250)
        for limit in ["max\n", "9223372036854771712\n"] {
            try kernel.write("memory.max", limit)
            try kernel.write("memory.current", "5\n")
            let reading = try #require(MemoryFiles(root: kernel.root).read())
            #expect(reading == .init(source: .system, total: 1_024_000, used: 768_000))
        }
        #expect(MemoryFiles(root: "/nonexistent").read() == nil)
        #expect(try #require(MemoryFiles().read()).total > 0)
    }

    @Test(
        "One sample in an interval serves everyone who shares the segment, and changes are told once"
    )
    func sampling() throws {
        let kernel = Kernel()
        try kernel.machine(total: 1_000, available: 500)
        let segment = try Segment()
        let changes = Changes()
        let guards = (0..<2).map { _ in
            MemoryGuard(
                segment, files: MemoryFiles(root: kernel.root), thresholds: Self.thresholds,
                interval: 100
            ) { state, _ in changes.note(state.name) }
        }
        #expect(guards[0].state(at: 1_000) == .open)
        try kernel.machine(total: 1_000, available: 50)
        #expect(guards.map { $0.state(at: 1_099) } == [.open, .open], "the sample is fresh")
        #expect(guards.map { $0.state(at: 1_100) } == [.closed, .closed])
        try kernel.machine(total: 1_000, available: 140)
        #expect(guards[1].state(at: 1_200) == .shedding)
        try kernel.machine(total: 1_000, available: 500)
        #expect(guards[0].state(at: 1_300) == .open)
        #expect(changes.all == ["closed", "shedding", "open"])
        try kernel.write("meminfo", "")
        #expect(guards[0].state(at: 1_400) == .open && guards[0].reading?.usedPermille == 500)
    }

    private final class Changes: @unchecked Sendable {
        private(set) var all: [String] = []
        func note(_ name: String) { all.append(name) }
    }
}

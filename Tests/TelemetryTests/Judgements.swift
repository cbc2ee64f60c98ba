import Testing

@testable import Telemetry

@Suite("Health")
struct Judgements {
    private static func health(
        microseconds: Int? = 900, growth: Int? = nil, guardState: MemoryGuard.State = .open,
        hits: Int = 0, lookups: Int = 0, processes: Int = 2
    ) -> Health {
        Health(
            .init(
                databaseMicroseconds: microseconds, bytesPerHour: growth, guardState: guardState,
                cacheLookups: lookups, cacheHits: hits, processes: processes))
    }

    @Test("The database is green below 20 ms, yellow up to 50, and red beyond or when it is silent")
    func database() {
        for (time, signal) in [
            (19_999, Health.Signal.green), (20_000, .yellow), (50_000, .yellow), (51_000, .red),
        ] {
            #expect(Self.health(microseconds: time).signal == signal, "\(time)")
        }
        #expect(Self.health(microseconds: nil).signal == .red)
    }

    @Test("The cache is green above 80 %, yellow from 60 %, red below, once it was asked enough")
    func cache() {
        for (hits, signal) in [
            (81, Health.Signal.green), (80, .yellow), (60, .yellow), (59, .red),
        ] {
            #expect(Self.health(hits: hits, lookups: 100).signal == signal, "\(hits)")
        }
        #expect(Self.health(hits: 0, lookups: 99).signal == .green)
    }

    @Test("Growth is green at none, yellow below 10 MiB an hour, red from there on")
    func growth() {
        for (mebibytes, signal) in [
            (0, Health.Signal.green), (1, .yellow), (9, .yellow), (10, .red),
        ] {
            #expect(Self.health(growth: mebibytes << 20).signal == signal, "\(mebibytes)")
        }
        #expect(Self.health(growth: -5 << 20).signal == .green)
    }

    @Test("The worst decides, and each reason is said")
    func together() {
        let health = Self.health(microseconds: 30_000, guardState: .closed, processes: 0)
        #expect(health.signal == .red && health.reasons.count == 3)
        #expect(Self.health(guardState: .shedding).signal == .yellow)
        #expect(Self.health().reasons.isEmpty)
    }

    @Test(
        "Growth is the slope of the last hour's samples, once there are ten minutes of one set of processes"
    )
    func trend() throws {
        let segment = try Segment()
        let trend = MemoryTrend(segment)
        func process(_ bytes: Int, generation: Int = 1) -> ProcessSummary {
            ProcessSummary(
                id: 1, generation: generation, startedAt: 0, residentBytes: bytes,
                peakBytes: bytes, requests: 0, busy: 0, statements: 0, roundTrips: 0)
        }
        trend.sample(now: 300) { [process(1)] }
        #expect(segment.load(Layout.trendCount) == 0, "it is warming up")
        for minute in 10...100 {
            trend.sample(now: UInt64(minute * 60)) { [process(10_000_000 + minute * 50_000)] }
            trend.sample(now: UInt64(minute * 60 + 1)) { [process(0)] }
            if minute == 15 { #expect(trend.bytesPerHour == nil) }
        }
        #expect(abs(try #require(trend.bytesPerHour) - 3_000_000) < 1_000)
        trend.sample(now: 7_000) { [process(50_000_000, generation: 2)] }
        #expect(trend.bytesPerHour == nil)
    }
}

import Testing

@testable import Telemetry

@Suite("Histograms")
struct Histograms {
    /// Durations that span seven powers of ten, with long tails as real ones have.
    private static func durations(_ count: Int, seed: UInt64) -> [Int] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let unit = Double(state >> 11) / Double(1 << 53)
            return Int(40 / (unit * unit * unit + 1e-7))
        }
    }

    @Test(
        "A percentile is within an eighth of the truth of sorted durations",
        arguments: [1, 2, 3, 10, 1_000, 20_000])
    func percentiles(count: Int) throws {
        let durations = Self.durations(count, seed: UInt64(count))
        var histogram = Histogram()
        for duration in durations { histogram.add(duration) }
        let sorted = durations.sorted()
        for percent in [1, 25, 50, 90, 95, 99, 100] {
            let truth = Double(sorted[max(1, (count * percent + 99) / 100) - 1])
            let found = Double(try #require(histogram.percentile(percent)))
            #expect(found >= truth * 0.87 - 32 && found <= truth * 1.13 + 32, "\(percent) %")
        }
        #expect(histogram.total == UInt64(count))
    }

    @Test("Every duration is in the bucket whose bounds hold it")
    func bounds() {
        for bucket in 1..<Histogram.buckets - 1 {
            let (start, end) = (Histogram.start(of: bucket), Histogram.start(of: bucket + 1))
            #expect(
                Histogram.bucket(of: start) == bucket && Histogram.bucket(of: end - 1) == bucket)
            #expect(end > start)
        }
        #expect(Histogram.bucket(of: 0) == 0 && Histogram.bucket(of: 31) == 0)
        #expect(Histogram.bucket(of: .max) == Histogram.buckets - 1)
    }

    @Test("Nothing counted has no percentile, and a difference is what came in between")
    func differences() {
        #expect(Histogram().percentile(50) == nil)
        var early = Histogram()
        early.add(100)
        var late = early
        late.add(5_000)
        late.subtract(early)
        #expect(late.total == 1 && late.count(below: 4_096) == 0 && late.count(below: 8_192) == 1)
    }
}

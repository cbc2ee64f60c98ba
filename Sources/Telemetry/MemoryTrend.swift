/// How the responders' memory grows: samples of the mean of all processes, kept in the segment for
/// an hour.
public struct MemoryTrend: Sendable {
    /// Seconds between samples.
    static let interval: UInt64 = 60
    /// A process takes what it needs to work in its first minutes; that is no growth.
    static let warmUp = 600

    private let segment: Segment

    init(_ segment: Segment) { self.segment = segment }

    /// Takes a sample if the last one is old enough.
    /// - Parameters:
    ///   - now: Unix seconds.
    ///   - processes: gives those that run, and is called only if a sample is due.
    func sample(now: UInt64, _ processes: () -> [ProcessSummary]) {
        let last = segment.load(Layout.trendCheckedAt)
        guard now >= last + Self.interval || now < last,
            segment.exchange(Layout.trendCheckedAt, last, for: now)
        else { return }
        let running = processes()
        guard !running.isEmpty,
            running.allSatisfy({ Int(now) - $0.startedAt >= Self.warmUp })
        else { return }
        let count = segment.load(Layout.trendCount)
        let bytes = running.reduce(0) { $0 + $1.residentBytes } / running.count
        segment.store(place(count), now)
        segment.store(place(count) + 1, UInt64(bytes))
        segment.store(place(count) + 2, running.reduce(0) { $0 &+ UInt64($1.generation) &* 31 })
        segment.store(Layout.trendCount, count + 1)
    }

    private func place(_ number: UInt64) -> Int {
        Layout.trend + Int(number % UInt64(Layout.trendSamples)) * Layout.trendWords
    }

    /// Bytes that a process grows by in an hour, by least squares over the samples of those that run
    /// now; nil until there are ten minutes of them.
    public var bytesPerHour: Int? {
        let count = segment.load(Layout.trendCount)
        let first = count > UInt64(Layout.trendSamples) ? count - UInt64(Layout.trendSamples) : 0
        var samples: [(time: Double, bytes: Double)] = []
        guard count > 0 else { return nil }
        let present = segment.load(place(count - 1) + 2)
        for number in (first..<count).reversed() {
            // Other processes had another size.
            guard segment.load(place(number) + 2) == present else { break }
            samples.append(
                (Double(segment.load(place(number))), Double(segment.load(place(number) + 1))))
        }
        guard let newest = samples.first?.time, let oldest = samples.last?.time,
            newest - oldest >= Double(Self.warmUp)
        else { return nil }
        return Int(Self.slope(samples) * 3_600)
    }

    private static func slope(_ samples: [(time: Double, bytes: Double)]) -> Double {
        let count = Double(samples.count)
        let time = samples.reduce(0) { $0 + $1.time } / count
        let bytes = samples.reduce(0) { $0 + $1.bytes } / count
        let spread = samples.reduce(0) { $0 + ($1.time - time) * ($1.time - time) }
        let joint = samples.reduce(0) { $0 + ($1.time - time) * ($1.bytes - bytes) }
        return spread > 0 ? joint / spread : 0
    }
}

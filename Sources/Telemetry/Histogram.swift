/// How often durations occurred, in buckets whose width grows with them: eight for each doubling, so
/// that a percentile is known to within an eighth at any scale.
public struct Histogram: Sendable, Equatable {
    /// Durations below this many microseconds share the first bucket.
    private static let shortest = 32
    private static let doublings = 26
    private static let steps = 8

    /// The number of buckets; the last one begins at some 34 minutes and has no end.
    public static let buckets = doublings * steps

    /// Occurrences by bucket.
    public private(set) var counts: [UInt64]

    /// Creates an empty histogram.
    public init() { counts = Array(repeating: 0, count: Self.buckets) }

    /// Takes over what was counted.
    init(counts: [UInt64]) { self.counts = counts }

    /// Counts one duration, in microseconds.
    public mutating func add(_ microseconds: Int) { counts[Self.bucket(of: microseconds)] += 1 }

    /// Adds what another one has counted.
    public mutating func add(_ other: Histogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// Takes away what an earlier state of the same histogram had counted.
    public mutating func subtract(_ earlier: Histogram) {
        for index in counts.indices { counts[index] -= min(counts[index], earlier.counts[index]) }
    }

    /// All occurrences.
    public var total: UInt64 { counts.reduce(0, +) }

    /// The bucket of a duration.
    static func bucket(of microseconds: Int) -> Int {
        guard microseconds >= shortest else { return 0 }
        let doubling = Int.bitWidth - 1 - microseconds.leadingZeroBitCount
        let step = microseconds >> (doubling - 3) & 7
        return min((doubling - 5) * steps + step, buckets - 1)
    }

    /// Where a bucket begins, in microseconds; the one behind the last begins at its end.
    static func start(of bucket: Int) -> Int {
        bucket == 0 ? 0 : (steps + bucket % steps) << (bucket / steps + 2)
    }

    /// How many took less than a power of two of microseconds, from 32 on.
    public func count(below powerOfTwo: Int) -> UInt64 {
        counts[..<Self.bucket(of: powerOfTwo)].reduce(0, +)
    }

    /// The duration in microseconds that a share of all stayed within, by rank and evenly inside a
    /// bucket; nil if there is none.
    /// - Parameter percent: 1 to 100.
    public func percentile(_ percent: Int) -> Int? {
        let total = total
        guard total > 0 else { return nil }
        let rank = max(1, (total * UInt64(percent) + 99) / 100)
        var before: UInt64 = 0
        for (bucket, count) in counts.enumerated() where count > 0 {
            if before + count >= rank {
                let (start, end) = (Self.start(of: bucket), Self.start(of: bucket + 1))
                return start + (end - start) * Int(rank - before) / Int(count)
            }
            before += count
        }
        return nil
    }
}

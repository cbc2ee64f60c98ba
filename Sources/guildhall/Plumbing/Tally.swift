import Glibc
import Telemetry

/// What all endpoints together came to until one moment, or between two.
struct Tally {
    private let startedAt: Int
    private let time = ContinuousClock.now
    private(set) var requests = 0
    /// Answers that failed through no fault of the client.
    private(set) var failures = 0
    private(set) var refused = 0
    private(set) var durations = Histogram()

    init(_ segment: Segment) {
        startedAt = segment.startedAt
        segment.forEachEndpoint { summary in
            requests += summary.requests
            failures += (summary.failures[.server] ?? 0) + (summary.failures[.cutOff] ?? 0)
            refused += summary.failures[.refused] ?? 0
            durations.add(summary.durations)
        }
    }

    /// Whether both have counted the same service; one that was started again counts from nought.
    private func continues(_ other: Tally) -> Bool { startedAt == other.startedAt }

    /// Seconds since an earlier one, or since counting began.
    func seconds(since other: Tally?) -> Double {
        if let other, continues(other) { return other.time.duration(to: time) / .seconds(1) }
        return Double(max(1, Int(Glibc.time(nil)) - startedAt))
    }

    /// What came to it since an earlier one.
    func minus(_ other: Tally?) -> Tally {
        guard let other, continues(other) else { return self }
        var rest = self
        rest.requests -= other.requests
        rest.failures -= other.failures
        rest.refused -= other.refused
        rest.durations.subtract(other.durations)
        return rest
    }
}

internal import Glibc

/// What a process counts, in memory that all share, and what all have counted.
public struct Telemetry: Sendable {
    private let segment: Segment
    public let process: ProcessCounters
    public let trend: MemoryTrend

    /// Why a process cannot take part.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Takes a place in a segment, of which those of processes that ended are free again.
    public init(_ segment: Segment) throws(Failure) {
        self.segment = segment
        trend = MemoryTrend(segment)
        let process = segment.exclusively { () -> ProcessCounters? in
            let places = (0..<Layout.processCount).lazy.map { ProcessCounters(segment, number: $0) }
            guard let free = places.first(where: { !$0.isAlive }) else { return nil }
            segment.add(Layout.generations)
            free.begin(getpid(), generation: segment.load(Layout.generations))
            return free
        }
        guard let process else {
            throw Failure(description: "\(Layout.processCount) processes count already")
        }
        self.process = process
    }

    /// The counters of an endpoint, made by whichever process knows it first.
    /// - Parameters:
    ///   - name: the method and the path; at most 120 bytes of it count.
    ///   - pool: the number of its pool.
    public func counters(of name: String, pool: Int) throws(Failure) -> EndpointCounters {
        let counters = segment.exclusively { () -> EndpointCounters? in
            let count = Int(segment.load(Layout.endpointCount))
            let known = (0..<count).lazy.map { EndpointCounters(segment, number: $0) }
            if let one = known.first(where: { $0.name == name }) { return one }
            guard count < Layout.mostEndpoints else { return nil }
            let one = EndpointCounters(segment, number: count)
            one.begin(name: name, pool: pool)
            segment.store(Layout.endpointCount, UInt64(count + 1))
            return one
        }
        guard let counters else {
            throw Failure(description: "\(Layout.mostEndpoints) endpoints are counted already")
        }
        return counters
    }

    /// Samples the processes' memory if that is due.
    /// - Parameter now: Unix seconds.
    public func sampleTrend(now: Int64) {
        trend.sample(now: UInt64(max(0, now))) { segment.processes }
    }

    /// What all have counted.
    public var board: Segment { segment }
}

extension Segment {
    /// What lines of the log must matter to be written.
    public var logLevel: LogLevel {
        get { LogLevel(number: load(Layout.logLevel)) }
        set { store(Layout.logLevel, UInt64(newValue.number)) }
    }

    /// When counting began, in Unix seconds.
    public var startedAt: Int { Int(load(Layout.startedAt)) }

    /// The processes that run.
    public var processes: [ProcessSummary] {
        (0..<Layout.processCount).compactMap { ProcessCounters(self, number: $0).summary }
    }

    /// Calls `body` with each endpoint that was called at least once; one at a time, as their
    /// durations take space.
    public func forEachEndpoint(_ body: (EndpointSummary) throws -> Void) rethrows {
        for number in 0..<Int(load(Layout.endpointCount)) {
            let counters = EndpointCounters(self, number: number)
            if counters.requests > 0 { try body(counters.summary) }
        }
    }

    /// How the responders' memory grows.
    public var trend: MemoryTrend { MemoryTrend(self) }
}

extension Segment {
    /// How often the cache was asked, and how often it had the answer.
    public var cacheLookups: (hits: Int, all: Int) {
        var hits = 0
        var all = 0
        for number in 0..<Int(load(Layout.endpointCount)) {
            let (hit, miss) = EndpointCounters(self, number: number).lookups
            hits += hit
            all += hit + miss
        }
        return (hits, all)
    }
}

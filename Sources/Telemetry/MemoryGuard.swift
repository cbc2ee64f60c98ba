/// Refuses work before memory runs out, in all processes at the same moment.
///
/// It has no thread: whoever asks when the last sample is old takes the next one, and the segment
/// tells the others.
public struct MemoryGuard: Sendable {
    /// What is let in.
    public enum State: Int, Sendable, CaseIterable {
        /// Everything.
        case open
        /// Everything but exports, uploads and imports.
        case shedding
        /// Only what is needed to look after the service.
        case closed

        /// The state's name.
        public var name: String { "\(self)" }
    }

    /// From which share of memory on what is refused, in percent.
    public struct Thresholds: Sendable {
        /// Where the heavy work ends.
        public let shedding: Int
        /// Where nearly all work ends.
        public let closed: Int
        /// How far below either the share must fall until work begins again.
        public let hysteresis: Int

        /// Creates thresholds.
        public init(shedding: Int, closed: Int, hysteresis: Int) {
            self.shedding = shedding
            self.closed = closed
            self.hysteresis = hysteresis
        }

        /// The state after a sample.
        /// - Parameter permille: the share of memory that is taken, in thousandths.
        public func state(after present: State, permille: Int) -> State {
            if permille >= closed * 10 { return .closed }
            if present == .closed, permille >= (closed - hysteresis) * 10 { return .closed }
            if permille >= shedding * 10 { return .shedding }
            if present != .open, permille >= (shedding - hysteresis) * 10 { return .shedding }
            return .open
        }
    }

    private let segment: Segment
    private let files: MemoryFiles
    public let thresholds: Thresholds
    private let interval: UInt64
    private let onChange: @Sendable (State, MemoryReading) -> Void

    /// Creates a guard.
    /// - Parameters:
    ///   - interval: milliseconds between samples.
    ///   - onChange: called by whoever takes the sample that changes the state.
    public init(
        _ segment: Segment, files: MemoryFiles, thresholds: Thresholds, interval: Int,
        onChange: @escaping @Sendable (State, MemoryReading) -> Void
    ) {
        self.segment = segment
        self.files = files
        self.thresholds = thresholds
        self.interval = UInt64(interval)
        self.onChange = onChange
    }

    /// What is let in now.
    /// - Parameter milliseconds: the monotonic time.
    public func state(at milliseconds: UInt64) -> State {
        let last = segment.load(Layout.guardSampledAt)
        // A reboot starts the monotonic clock anew, but the segment does not survive one.
        if milliseconds >= last + interval || last == 0,
            segment.exchange(Layout.guardSampledAt, last, for: max(1, milliseconds))
        {
            sample()
        }
        return present
    }

    /// What the last sample found, whoever took it.
    public var present: State { State(rawValue: Int(segment.load(Layout.guardState))) ?? .open }

    /// The last reading; nil before the first, or when nothing can be read.
    public var reading: MemoryReading? { segment.memoryReading }

    /// Counts a request that was refused.
    public func countRefusal() { segment.add(Layout.guardRefusals) }

    private func sample() {
        guard let reading = files.read() else { return }
        segment.store(Layout.guardTotal, UInt64(reading.total))
        segment.store(Layout.guardUsed, UInt64(reading.used))
        segment.store(Layout.guardSource, UInt64(reading.source == .cgroup ? 1 : 0))
        let before = present
        let state = thresholds.state(after: before, permille: reading.usedPermille)
        guard state != before else { return }
        segment.store(Layout.guardState, UInt64(state.rawValue))
        onChange(state, reading)
    }
}

extension Segment {
    /// What the memory guard found last; nil if it has found nothing yet.
    public var memoryReading: MemoryReading? {
        let total = Int(load(Layout.guardTotal))
        guard total > 0 else { return nil }
        return MemoryReading(
            source: load(Layout.guardSource) == 1 ? .cgroup : .system, total: total,
            used: Int(load(Layout.guardUsed)))
    }

    /// What the memory guard lets in.
    public var guardState: MemoryGuard.State {
        MemoryGuard.State(rawValue: Int(load(Layout.guardState))) ?? .open
    }

    /// Requests that were refused because of memory.
    public var refusals: Int { Int(load(Layout.guardRefusals)) }
}

internal import Glibc

/// What one responder process counts of itself.
public struct ProcessCounters: Sendable {
    /// Words of a process, from its first.
    enum Word {
        static let id = 0
        /// When the process began, as the kernel counts it: ids are used again.
        static let birth = 1
        static let generation = 2
        static let startedAt = 3
        static let requests = 4
        static let busy = 5
        static let statements = 6
        static let roundTrips = 7
    }

    private let segment: Segment
    let base: Int

    init(_ segment: Segment, number: Int) {
        self.segment = segment
        base = Layout.processes + number * Layout.processWords
    }

    /// Takes the place for a process.
    func begin(_ id: Int32, generation: UInt64) {
        for word in 0..<Layout.processWords { segment.store(base + word, 0) }
        segment.store(base + Word.birth, ProcessFacts.birth(of: id) ?? 0)
        segment.store(base + Word.generation, generation)
        segment.store(base + Word.startedAt, UInt64(time(nil)))
        segment.store(base + Word.id, UInt64(id))
    }

    /// Whether the process that has the place runs.
    var isAlive: Bool {
        let id = Int32(segment.load(base + Word.id))
        return id > 0 && ProcessFacts.birth(of: id) == segment.load(base + Word.birth)
    }

    /// Counts a request that begins.
    public func begin() {
        segment.add(base + Word.requests)
        segment.add(base + Word.busy)
    }

    /// Counts its end.
    public func end(_ record: RequestRecord) {
        segment.subtract(base + Word.busy)
        segment.add(base + Word.statements, UInt64(record.statements))
        segment.add(base + Word.roundTrips, UInt64(record.roundTrips))
    }

    /// What is known of the process; nil if it has ended.
    var summary: ProcessSummary? {
        guard isAlive else { return nil }
        func word(_ index: Int) -> Int { Int(clamping: segment.load(base + index)) }
        guard let memory = ProcessFacts.memory(of: Int32(word(Word.id))) else { return nil }
        return ProcessSummary(
            id: Int32(word(Word.id)), generation: word(Word.generation),
            startedAt: word(Word.startedAt), residentBytes: memory.resident,
            peakBytes: memory.peak, requests: word(Word.requests), busy: word(Word.busy),
            statements: word(Word.statements), roundTrips: word(Word.roundTrips))
    }
}

/// What is counted of one endpoint, by all processes together.
public struct EndpointCounters: Sendable {
    /// Words of an endpoint, from its first.
    enum Word {
        static let pool = 0
        static let name = 1
        static let nameWords = 15
        static let requests = 16
        static let clientErrors = 17
        static let serverErrors = 18
        static let refused = 19
        static let cutOff = 20
        static let hungUp = 21
        static let statements = 22
        static let roundTrips = 23
        static let rows = 24
        static let bytes = 25
        static let microseconds = 26
        static let cacheHits = 27
        static let cacheMisses = 28
        static let cacheBypasses = 29
        static let mostStatements = 30
        static let slowest = 40
        static let slowestMark = 41
        static let slowestID = 42
        static let slowestIDWords = 16
        static let histogram = 64
    }

    private let segment: Segment
    private let base: Int

    init(_ segment: Segment, number: Int) {
        self.segment = segment
        base = Layout.endpoints + number * Layout.endpointWords
    }

    func begin(name: String, pool: Int) {
        segment.store(text: name, at: base + Word.name, words: Word.nameWords)
        segment.store(base + Word.pool, UInt64(pool))
    }

    var name: String { segment.text(at: base + Word.name, words: Word.nameWords) }
    var pool: Int { Int(segment.load(base + Word.pool)) }

    /// Counts a request.
    public func count(_ record: RequestRecord, id: String) {
        segment.add(base + Word.requests)
        if let word = failureWord(record) { segment.add(base + word) }
        add(Word.statements, record.statements)
        add(Word.roundTrips, record.roundTrips)
        add(Word.rows, record.rows)
        add(Word.bytes, record.bytes)
        add(Word.microseconds, record.microseconds)
        switch record.cache {
        case .hit: segment.add(base + Word.cacheHits)
        case .miss: segment.add(base + Word.cacheMisses)
        case .bypass: segment.add(base + Word.cacheBypasses)
        case nil: break
        }
        segment.add(base + Word.histogram + Histogram.bucket(of: record.microseconds))
        _ = raise(Word.mostStatements, to: record.statements)
        if raise(Word.slowest, to: record.microseconds) { noteSlowest(record.microseconds, id) }
    }

    private func failureWord(_ record: RequestRecord) -> Int? {
        switch (record.ending, record.status) {
        case _ where record.isRefused: Word.refused
        case (.cutOff, _): Word.cutOff
        case (.hungUp, _): Word.hungUp
        case (.whole, 400...499): Word.clientErrors
        case (.whole, 500...): Word.serverErrors
        default: nil
        }
    }

    private func add(_ word: Int, _ amount: Int) {
        if amount > 0 { segment.add(base + word, UInt64(amount)) }
    }

    /// Raises a maximum.
    /// - Returns: whether it was lower.
    private func raise(_ word: Int, to value: Int) -> Bool {
        while true {
            let present = segment.load(base + word)
            guard value > present else { return false }
            if segment.exchange(base + word, present, for: UInt64(value)) { return true }
        }
    }

    /// Two that are both the slowest yet may write over each other, and one may die half-way: a mark
    /// over all of it lets the reader tell.
    private func noteSlowest(_ microseconds: Int, _ id: String) {
        segment.store(text: id, at: base + Word.slowestID, words: Word.slowestIDWords)
        segment.store(base + Word.slowestMark, slowestMark(UInt64(microseconds)))
    }

    private func slowestMark(_ microseconds: UInt64) -> UInt64 {
        var mark = microseconds &* 0x9e37_79b9_7f4a_7c15
        for word in 0..<Word.slowestIDWords {
            mark = (mark ^ segment.load(base + Word.slowestID + word)) &* 0x0000_0100_0000_01b3
        }
        return mark
    }
}

extension EndpointCounters {
    /// What was counted so far. Words are read one after another while others count on.
    var summary: EndpointSummary {
        func word(_ index: Int) -> Int { Int(clamping: segment.load(base + index)) }
        let slowest = segment.load(base + Word.slowest)
        let hasID = segment.load(base + Word.slowestMark) == slowestMark(slowest)
        let histogram = Histogram(
            counts: (0..<Histogram.buckets).map { segment.load(base + Word.histogram + $0) })
        return EndpointSummary(
            name: name, pool: pool, requests: word(Word.requests),
            failures: [
                .client: word(Word.clientErrors), .server: word(Word.serverErrors),
                .refused: word(Word.refused), .cutOff: word(Word.cutOff),
                .hungUp: word(Word.hungUp),
            ],
            statements: word(Word.statements), mostStatements: word(Word.mostStatements),
            roundTrips: word(Word.roundTrips), rows: word(Word.rows), bytes: word(Word.bytes),
            microseconds: word(Word.microseconds),
            cache: [
                .hit: word(Word.cacheHits), .miss: word(Word.cacheMisses),
                .bypass: word(Word.cacheBypasses),
            ], slowestMicroseconds: Int(clamping: slowest),
            slowestID: hasID
                ? segment.text(at: base + Word.slowestID, words: Word.slowestIDWords) : nil,
            durations: histogram)
    }

    /// How often the cache had the answer, and how often it had not.
    var lookups: (hits: Int, misses: Int) {
        (
            Int(clamping: segment.load(base + Word.cacheHits)),
            Int(clamping: segment.load(base + Word.cacheMisses))
        )
    }

    /// How many requests were counted so far.
    var requests: UInt64 { segment.load(base + Word.requests) }
}

/// How the service is, as one signal with its reasons.
public struct Health: Sendable {
    /// The signal.
    public enum Signal: Int, Sendable, Comparable, CaseIterable {
        /// All is well.
        case green
        /// Something should be looked at.
        case yellow
        /// Something must be done.
        case red

        /// The signal's name.
        public var name: String { "\(self)" }

        public static func < (left: Signal, right: Signal) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// What is judged.
    public struct Facts: Sendable {
        /// Microseconds of an empty round trip to the database; nil if it does not answer.
        public var databaseMicroseconds: Int?
        /// Bytes that a process grows by in an hour; nil while that is not known.
        public var bytesPerHour: Int?
        public var guardState: MemoryGuard.State
        /// How often the cache was asked, and how often it had the answer.
        public var cacheLookups: Int
        public var cacheHits: Int
        /// Processes that run.
        public var processes: Int

        /// Gathers facts.
        public init(
            databaseMicroseconds: Int?, bytesPerHour: Int?, guardState: MemoryGuard.State,
            cacheLookups: Int, cacheHits: Int, processes: Int
        ) {
            self.databaseMicroseconds = databaseMicroseconds
            self.bytesPerHour = bytesPerHour
            self.guardState = guardState
            self.cacheLookups = cacheLookups
            self.cacheHits = cacheHits
            self.processes = processes
        }
    }

    /// A rate of fewer look-ups says nothing.
    private static let fewestLookups = 100
    /// Growth in an hour that is within the noise of allocators.
    private static let noise = 1 << 20

    public private(set) var signal = Signal.green
    /// Why it is not green.
    public private(set) var reasons: [String] = []

    /// Judges.
    public init(_ facts: Facts) {
        if let time = facts.databaseMicroseconds {
            judge(time / 1_000, yellow: 20, red: 51) {
                "the database takes \($0) ms to answer"
            }
        } else {
            add(.red, "the database does not answer")
        }
        if facts.cacheLookups >= Self.fewestLookups {
            let missed = 100 - facts.cacheHits * 100 / facts.cacheLookups
            judge(missed, yellow: 20, red: 41) {
                "the cache has the answer for \(100 - $0) % of what it is asked"
            }
        }
        if let growth = facts.bytesPerHour, growth >= Self.noise {
            judge(growth >> 20, yellow: 1, red: 10) { "a process grows by \($0) MiB an hour" }
        }
        switch facts.guardState {
        case .open: break
        case .shedding: add(.yellow, "memory is short: exports and uploads are refused")
        case .closed: add(.red, "memory is nearly used up: all work is refused")
        }
        if facts.processes == 0 { add(.red, "no responder runs") }
    }

    private mutating func judge(
        _ value: Int, yellow: Int, red: Int, _ reason: (Int) -> String
    ) {
        if value >= red {
            add(.red, reason(value))
        } else if value >= yellow {
            add(.yellow, reason(value))
        }
    }

    private mutating func add(_ signal: Signal, _ reason: String) {
        self.signal = max(self.signal, signal)
        reasons.append(reason)
    }
}

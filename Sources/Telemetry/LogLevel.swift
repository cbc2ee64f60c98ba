/// How much a line of the log matters. The level of all processes is a word of the segment, so that
/// it can be changed while they run.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
    /// What helps to find a fault, such as a line for each probe.
    case debug
    /// A line for each request.
    case info
    case warning, error, critical

    /// The level's place among all, the lowest first.
    var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The level of a number; of one that there is none for, the one that says most.
    init(number: UInt64) {
        self = number < UInt64(Self.allCases.count) ? Self.allCases[Int(number)] : .debug
    }

    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.number < right.number }
}

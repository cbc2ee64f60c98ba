/// A moment, as PostgreSQL's `timestamptz` counts it: microseconds since 2000-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable {
    public let microseconds: Int64

    static let second: Int64 = 1_000_000
    static let day: Int64 = 86_400 * second

    /// Seconds from the Unix epoch to PostgreSQL's.
    static let unixEpochOffset: Int64 = 946_684_800

    /// Creates a moment from its count of microseconds.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Creates a moment from seconds since 1970-01-01T00:00:00Z.
    public init(unixSeconds: Int64) {
        microseconds = (unixSeconds - Self.unixEpochOffset) * Self.second
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    public var unixSeconds: Int64 {
        (microseconds - (microseconds % Self.second + Self.second) % Self.second) / Self.second
            + Self.unixEpochOffset
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Reads an RFC 3339 `date-time` with `Z` or an offset, or nil if it is none.
    ///
    /// Fractions finer than a microsecond are cut off. A leap second (`:60`) is refused.
    public init?(_ text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let local = reader.localTime(), let offset = reader.offset(), reader.isAtEnd else {
            return nil
        }
        self.init(microseconds: local.microseconds - Int64(offset) * Self.second)
        // The offset may have moved it to a year that RFC 3339 cannot write.
        guard Self.writable.contains(self) else { return nil }
    }

    /// The moments that RFC 3339 can write in UTC: those of the years 1 to 9999.
    public static let writable: ClosedRange<Instant> =
        Instant(microseconds: -730_119 * day)...Instant(microseconds: 2_921_940 * day - 1)
}

extension Instant {
    /// The parts of a moment in UTC, for writing.
    public struct Parts {
        public let date: CivilDate
        public let hour: Int
        public let minute: Int
        public let second: Int
        public let microsecond: Int
    }

    /// The parts of this moment in UTC.
    public var parts: Parts {
        var days = microseconds / Self.day
        var rest = microseconds % Self.day
        if rest < 0 {
            rest += Self.day
            days -= 1
        }
        let seconds = Int(rest / Self.second)
        return Parts(
            date: CivilDate(daysSince2000: Int(days)), hour: seconds / 3_600,
            minute: seconds / 60 % 60, second: seconds % 60,
            microsecond: Int(rest % Self.second))
    }
}

/// Reads fixed-width digits and punctuation off the front of a text.
struct DigitReader {
    private var bytes: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { bytes = Array(text.utf8)[...] }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard bytes.first == UInt8(ascii: character) else { return false }
        bytes.removeFirst()
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard bytes.count >= count else { return nil }
        var number = 0
        for byte in bytes.prefix(count) {
            guard (48...57).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 48)
        }
        bytes = bytes.dropFirst(count)
        return number
    }

    /// One to many digits after a decimal point, in microseconds.
    mutating func fraction() -> Int? {
        let digits = bytes.prefix { (48...57).contains($0) }
        guard !digits.isEmpty else { return nil }
        bytes = bytes.dropFirst(digits.count)
        var micros = 0
        for position in 0..<6 {
            let index = digits.startIndex + position
            micros = micros * 10 + (index < digits.endIndex ? Int(digits[index] - 48) : 0)
        }
        return micros
    }

    /// `Z` or `±HH:MM`, in seconds east of UTC.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), hours < 24, take(":"), let minutes = digits(2), minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}

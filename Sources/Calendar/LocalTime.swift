/// What a clock on the wall shows: a date and a time of day without a zone, as PostgreSQL's
/// `timestamp` counts it, in microseconds since 2000-01-01T00:00:00.
///
/// Which instant that is depends on the zone, and there may be none or two of them when the clock is
/// put forward or back.
public struct LocalTime: Hashable, Sendable {
    public let microseconds: Int64

    /// Creates a local time from its count of microseconds.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Reads an RFC 3339 `date-time` that has no offset, or nil if the text is none.
    ///
    /// Fractions finer than a microsecond are cut off. A leap second (`:60`) is refused.
    public init?(_ text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let local = reader.localTime(), reader.isAtEnd else { return nil }
        self = local
    }
}

extension DigitReader {
    /// A date, a time of day and perhaps a fraction of a second.
    mutating func localTime() -> LocalTime? {
        guard let year = digits(4), take("-"), let month = digits(2), take("-"),
            let day = digits(2), let date = CivilDate(year: year, month: month, day: day),
            take("T") || take("t") || take(" "),
            let hour = digits(2), hour < 24, take(":"),
            let minute = digits(2), minute < 60, take(":"),
            let second = digits(2), second < 60
        else { return nil }
        var microsecond = 0
        if take(".") {
            guard let fraction = fraction() else { return nil }
            microsecond = fraction
        }
        let seconds = date.daysSince2000 * 86_400 + hour * 3_600 + minute * 60 + second
        return LocalTime(microseconds: Int64(seconds) * Instant.second + Int64(microsecond))
    }
}

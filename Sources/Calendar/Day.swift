/// A calendar day, as PostgreSQL's `date` counts it: days since 2000-01-01.
public struct Day: Hashable, Comparable, Sendable {
    public let daysSince2000: Int

    /// Creates a day from its count.
    public init(daysSince2000: Int) { self.daysSince2000 = daysSince2000 }

    /// Reads `YYYY-MM-DD` (RFC 3339 `full-date`), or nil if it is not a date of the years 1 to
    /// 9999.
    public init?(_ text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2),
            reader.take("-"), let day = reader.digits(2), reader.isAtEnd,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        daysSince2000 = date.daysSince2000
    }

    public static func < (left: Day, right: Day) -> Bool {
        left.daysSince2000 < right.daysSince2000
    }

    /// The first instant of the day in UTC.
    public var start: Instant { Instant(microseconds: Int64(daysSince2000) * Instant.day) }

    /// The day after.
    public var next: Day { Day(daysSince2000: daysSince2000 + 1) }
}

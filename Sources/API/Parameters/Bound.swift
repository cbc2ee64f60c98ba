public import Calendar
public import Postgres

/// The first moment of a span of time: a date means its first instant in UTC.
public struct SpanStart: ParameterContent {
    public let instant: Instant

    public static var postgresType: PostgresType { .timestamptz }
    public static var schema: Schema { .string() }
    public static var expectation: String { "a date such as 2030-05-01 or an RFC 3339 date-time" }
    public static func parse(_ text: String) -> SpanStart? {
        (Day(text)?.start ?? Instant(text)).map(SpanStart.init(instant:))
    }
    public var value: Value { instant.value }
    init(instant: Instant) { self.instant = instant }
    public init?(_ value: Value) {
        guard let instant = Instant(value) else { return nil }
        self.instant = instant
    }
}

/// The first moment *after* a span of time: a date means the end of that day in UTC, so that `from`
/// and `to` of the same date are that whole day.
public struct SpanEnd: ParameterContent {
    public let instant: Instant

    public static var postgresType: PostgresType { .timestamptz }
    public static var schema: Schema { .string() }
    public static var expectation: String { SpanStart.expectation }
    public static func parse(_ text: String) -> SpanEnd? {
        let end = Day(text)?.next.start ?? Instant(text)
        return end.flatMap { Instant.writable.contains($0) ? SpanEnd(instant: $0) : nil }
    }
    public var value: Value { instant.value }
    init(instant: Instant) { self.instant = instant }
    public init?(_ value: Value) {
        guard let instant = Instant(value) else { return nil }
        self.instant = instant
    }
}

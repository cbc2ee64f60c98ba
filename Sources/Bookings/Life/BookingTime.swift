internal import API
internal import Calendar
internal import Postgres

/// When a booking begins or ends, as it is wished: an instant, or what the venue's clock shows then.
enum BookingTime: ParameterContent {
    case instant(Instant)
    case local(LocalTime)

    static var postgresType: PostgresType { .timestamptz }
    static var schema: Schema { .string() }
    static var expectation: String {
        "an RFC 3339 date-time such as 2030-05-01T19:00:00Z, or without an offset for the venue's "
            + "clock"
    }

    static func parse(_ text: String) -> BookingTime? {
        Instant(text).map(BookingTime.instant) ?? LocalTime(text).map(BookingTime.local)
    }

    /// An instant as such; a local time as its count, so that it can be told from one. Statements
    /// take neither but what ``BookingTimes`` makes of them.
    var value: Value {
        switch self {
        case .instant(let instant): instant.value
        case .local(let local): .int(local.microseconds)
        }
    }

    init?(_ value: Value) {
        switch value {
        case .instant(let microseconds): self = .instant(Instant(microseconds: microseconds))
        case .int(let microseconds): self = .local(LocalTime(microseconds: microseconds))
        default: return nil
        }
    }
}

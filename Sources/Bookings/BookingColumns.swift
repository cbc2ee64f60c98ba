internal import API

/// What a booking looks like, wherever one is shown. The tables are `bookings b`, `venues v` and
/// `users u`.
enum BookingColumns {
    /// What a member sees of a booking of their own.
    static let own: [Column] = [
        .int("id", "b.id"),
        .text("booking_reference", "b.booking_reference"),
        .choice("status", BookingStatus.self, "b.status"),
        .instant("start_datetime", "b.start_datetime"),
        .instant("end_datetime", "b.end_datetime"),
        .int("guests", "b.guests"),
        .money("total_amount", "b.total_amount_minor"),
        .text("currency", "b.currency"),
        .text("notes", "b.notes"),
        .instant("created_at", "b.created_at"),
        .object("venue", [.int("id", "v.id"), .text("name", "v.name")]),
    ]

    /// What an admin sees of anyone's.
    static let all =
        own + [
            .object(
                "customer",
                [.int("id", "u.id"), .text("name", "u.name"), .text("email", "u.email")])
        ]

    static let joinVenue = "JOIN venues v ON v.id = b.venue_id"
    static let joinAll = joinVenue + " JOIN users u ON u.id = b.user_id"

    /// The order of bookings in lists: by start, and by id where two start together.
    static let order: [List.Key] = [.instant("b.start_datetime"), .int("b.id")]
}

/// The span of time that lists and exports of bookings can be cut to.
enum Span {
    static let from = Query<SpanStart>(
        "from", "Only bookings that start at this time or later; a date means 00:00 UTC.")
    static let to = Query<SpanEnd>(
        "to", "Only bookings that start before this time; a date means the end of that day in UTC.")

    static func check(_ values: ParameterValues) -> [Fault] {
        check(from: values[from], to: values[to])
    }

    /// A span must end after it begins. The end of a date is the beginning of the next, so one day
    /// is a span.
    static func check(from: SpanStart?, to: SpanEnd?) -> [Fault] {
        guard let from, let to, to.instant <= from.instant else { return [] }
        return [.parameter("to", "must be after from")]
    }
}

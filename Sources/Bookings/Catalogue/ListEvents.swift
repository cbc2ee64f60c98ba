internal import API

/// The events of the hall, in the order in which they start.
enum ListEvents: ListEndpoint {
    static let operation = Operation(.get, "/events", "List events", access: .anyone)

    static let from = Query<SpanStart>(
        "from", "Only events that end after this time; a date means 00:00 UTC.")
    static let to = Query<SpanEnd>(
        "to", "Only events that start before this time; a date means the end of that day in UTC.")

    static let list = List(
        EventColumns.all, of: "events e",
        where: """
            e.retired_at IS NULL
            \(when: from, "AND e.end_datetime > \(from)")
            \(when: to, "AND e.start_datetime < \(to)")
            """,
        orderedBy: [.instant("e.start_datetime"), .int("e.id")],
        joining: EventColumns.joinVenue)

    static let cacheControl = "public, max-age=60"

    static func check(_ values: ParameterValues) -> [Fault] {
        Span.check(from: values[from], to: values[to])
    }
}

/// What an event looks like. The tables are `events e` and `venues v`.
enum EventColumns {
    static let all: [Column] = [
        .int("id", "e.id"),
        .text("title", "e.title"),
        .text("description", "e.description"),
        .instant("start_datetime", "e.start_datetime"),
        .instant("end_datetime", "e.end_datetime"),
        .object("venue", [.int("id", "v.id"), .text("name", "v.name")]),
    ]

    static let joinVenue = "JOIN venues v ON v.id = e.venue_id"
}

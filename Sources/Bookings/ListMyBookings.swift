internal import API

/// The caller's own bookings, newest start first.
enum ListMyBookings: ListEndpoint {
    static let operation = Operation(.get, "/bookings", "List my bookings", access: .member)

    static let status = Query<BookingStatus>("status", "Only bookings with this status.")
    static let series = Query<Int>("series", "Only bookings of the series with this id.")

    static let list = List(
        BookingColumns.own, of: "bookings b",
        where: """
            b.user_id = \(Caller.id)
            \(when: status, "AND b.status = \(status)")
            \(when: series, "AND b.series_id = \(series)")
            \(when: Span.from, "AND b.start_datetime >= \(Span.from)")
            \(when: Span.to, "AND b.start_datetime < \(Span.to)")
            """,
        orderedBy: BookingColumns.order, .descending, joining: BookingColumns.joinVenue,
        total: """
            SELECT coalesce((SELECT bookings FROM member_counts WHERE user_id = \(Caller.id)), 0)::int8
            """)

    static func check(_ values: ParameterValues) -> [Fault] { Span.check(values) }
}

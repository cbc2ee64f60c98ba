internal import API

/// One of the caller's own bookings. Another's looks like one that does not exist.
enum GetBooking: ResourceEndpoint {
    static let operation = Operation(.get, "/bookings/{id}", "Get a booking", access: .member)

    static let id = Path<Int>("id", "The booking's id.")

    static let columns = BookingColumns.own
    static let source = PreparedSQL(
        columns,
        """
        FROM bookings b \(text: BookingColumns.joinVenue)
        WHERE b.id = \(id) AND b.user_id = \(Caller.id)
        """)
    static let encoder = RowEncoder(json: columns)
}

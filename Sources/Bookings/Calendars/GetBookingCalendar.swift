internal import API
internal import Postgres

/// One of the caller's bookings, for a calendar program.
enum GetBookingCalendar: Endpoint {
    static let operation = Operation(
        .get, "/bookings/{id}.ics", "Get a booking as iCalendar", access: .member)

    static let id = Path<Int>("id", "The booking's id.")

    private static let source = PreparedSQL(
        BookingEvent.columns,
        """
        FROM bookings b \(text: BookingColumns.joinVenue)
        WHERE b.id = \(id) AND b.user_id = \(Caller.id)
        """)

    static var parameters: [ParameterDeclaration] { .of(id) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(source, BookingEvent.columns)]
    }
    static let isTagged = true
    static let success = Success(
        200, [(ICalendar.mediaType, .string())], "A calendar with one event.")

    static func respond(to call: Call) throws {
        let rows = try call.run(source)
        guard rows.count > 0 else { throw Problem.notFound() }
        try call.calendar(name: BookingEvent.calendarName) {
            try BookingEvent.write(rows[0], to: $0)
        }
        call.tag()
    }
}

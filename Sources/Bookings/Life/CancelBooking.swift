internal import API
internal import JSON
internal import Postgres

/// Cancels a booking of the caller's that has not begun. The venue is free again at once.
enum CancelBooking: Endpoint {
    static let operation = Operation(
        .post, "/bookings/{id}/cancel", "Cancel a booking", access: .member)

    static let id = Path<Int>("id", "The booking's id.")

    private static let columns = BookingColumns.own
    private static let encoder = RowEncoder(json: columns)
    private static let results = columns + [.text("verdict", "present.verdict")]
    private static let hold = BookingWishes.hold(booking: "\(id)")
    private static let cancel = PreparedSQL(
        """
        WITH present AS MATERIALIZED (
            SELECT id, CASE WHEN NOT holds_venue(status) THEN 'closed'
                            WHEN start_datetime <= now() THEN 'started' ELSE 'done' END AS verdict
              FROM bookings WHERE id = \(id) AND user_id = \(Caller.id)
        ), changed AS (
            UPDATE bookings SET status = 'cancelled' FROM present
             WHERE bookings.id = present.id AND verdict = 'done'
            RETURNING bookings.*
        ), b AS (
            SELECT * FROM changed
            UNION ALL
            SELECT bookings.* FROM bookings JOIN present USING (id)
             WHERE NOT EXISTS (SELECT FROM changed)
        )
        SELECT \(columns: results) FROM present CROSS JOIN b \(text: BookingColumns.joinVenue)
        """)

    static var parameters: [ParameterDeclaration] { .of(id, BookingWishes.reason) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(hold, []), CheckedStatement(cancel, results)]
    }
    static let success = Success.json(.object(columns), "The booking, cancelled.")

    static func respond(to call: Call) throws {
        let rows = try call.database.run([
            hold.command(call.values), cancel.command(call.values),
        ])[1]
        guard rows.count > 0 else { throw Problem.notFound() }
        try BookingVerdict.check(rows[0].text(columns.flatMap(\.leaves).count))
        try call.json { try encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

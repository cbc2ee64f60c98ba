internal import API
internal import JSON
internal import Postgres

/// An admin's decision on a booking.
protocol BookingDecision: Endpoint {
    /// What becomes of the booking.
    static var status: BookingStatus { get }
    static var decide: PreparedSQL { get }
}

extension BookingDecision {
    static var parameters: [ParameterDeclaration] { .of(DecidedBooking.id, BookingWishes.reason) }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(DecidedBooking.hold, []),
            CheckedStatement(decide, DecidedBooking.results),
        ]
    }
    static var success: Success {
        .json(.object(BookingColumns.all), "The booking, \(status.rawValue).")
    }

    static func respond(to call: Call) throws {
        let rows = try call.database.run([
            DecidedBooking.hold.command(call.values), decide.command(call.values),
        ])[1]
        guard rows.count > 0 else { throw Problem.notFound() }
        try BookingVerdict.check(rows[0].text(BookingColumns.all.flatMap(\.leaves).count))
        try call.json { try DecidedBooking.encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

/// What all decisions have in common.
private enum DecidedBooking {
    static let id = Path<Int>("id", "The booking's id.")
    static let encoder = RowEncoder(json: BookingColumns.all)
    static let results = BookingColumns.all + [.text("verdict", "present.verdict")]
    static let hold = BookingWishes.hold(booking: "\(id)")

    static func statement(_ status: BookingStatus) -> PreparedSQL {
        let status = "'\(status.rawValue)'::booking_status"
        return PreparedSQL(
            """
            WITH present AS MATERIALIZED (
                SELECT id,
                       CASE WHEN NOT (status = 'pending'
                                      OR status = 'confirmed' AND \(text: status) = 'cancelled')
                            THEN 'closed'
                            WHEN \(text: status) = 'confirmed' AND end_datetime <= now()
                            THEN 'over' ELSE 'done' END AS verdict
                  FROM bookings WHERE id = \(id)
            ), changed AS (
                UPDATE bookings SET status = \(text: status) FROM present
                 WHERE bookings.id = present.id AND verdict = 'done'
                RETURNING bookings.*
            ), b AS (
                SELECT * FROM changed
                UNION ALL
                SELECT bookings.* FROM bookings JOIN present USING (id)
                 WHERE NOT EXISTS (SELECT FROM changed)
            )
            SELECT \(columns: results) FROM present CROSS JOIN b \(text: BookingColumns.joinAll)
            """)
    }
}

/// Confirms a pending booking.
enum ConfirmBooking: BookingDecision {
    static let operation = Operation(
        .post, "/admin/bookings/{id}/confirm", "Confirm a booking", access: .admin)
    static let status = BookingStatus.confirmed
    static let decide = DecidedBooking.statement(status)
}

/// Rejects a pending booking.
enum RejectBooking: BookingDecision {
    static let operation = Operation(
        .post, "/admin/bookings/{id}/reject", "Reject a booking", access: .admin)
    static let status = BookingStatus.rejected
    static let decide = DecidedBooking.statement(status)
}

/// Cancels anyone's pending or confirmed booking.
enum CancelAnyBooking: BookingDecision {
    static let operation = Operation(
        .post, "/admin/bookings/{id}/cancel", "Cancel anyone's booking", access: .admin)
    static let status = BookingStatus.cancelled
    static let decide = DecidedBooking.statement(status)
}

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
            CheckedStatement(decide, BookingColumns.all + [BookingVerdict.column]),
        ]
    }
    static var furtherProblems: [ProblemCode] { [.conflict] }
    static var success: Success {
        .json(.object(BookingColumns.all), "The booking, \(status.rawValue).")
    }

    static func respond(to call: Call) throws {
        let rows = try call.database.run([
            DecidedBooking.hold.command(call.values), decide.command(call.values),
        ])[1]
        try BookingVerdict.check(rows, BookingColumns.all)
        try call.json { try DecidedBooking.encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

/// What all decisions have in common.
private enum DecidedBooking {
    static let id = Path<Int>("id", "The booking's id.")
    static let encoder = RowEncoder(json: BookingColumns.all)
    static let hold = BookingWishes.hold(booking: "\(id)")

    static func statement(_ status: BookingStatus) -> PreparedSQL {
        BookingVerdict.change(
            BookingColumns.all, joining: BookingColumns.joinAll, where: "id = \(id)",
            verdict: status == .confirmed
                ? """
                CASE WHEN status <> 'pending' THEN 'closed'
                     WHEN end_datetime <= now() THEN 'over' ELSE 'done' END
                """
                : """
                CASE WHEN status = 'pending' OR status = 'confirmed'
                          AND '\(text: status.rawValue)' = 'cancelled'
                     THEN 'done' ELSE 'closed' END
                """, to: status)
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

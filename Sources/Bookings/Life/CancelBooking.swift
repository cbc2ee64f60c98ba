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
    private static let hold = BookingWishes.hold(booking: "\(id)")
    private static let cancel = BookingVerdict.change(
        columns, joining: BookingColumns.joinVenue,
        where: "id = \(id) AND user_id = \(Caller.id)",
        verdict: """
            CASE WHEN NOT holds_venue(status) THEN 'closed'
                 WHEN start_datetime <= now() THEN 'started' ELSE 'done' END
            """, to: .cancelled)

    static var parameters: [ParameterDeclaration] { .of(id, BookingWishes.reason) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(hold, []), CheckedStatement(cancel, columns + [BookingVerdict.column])]
    }
    static let furtherProblems = [ProblemCode.conflict]
    static let success = Success.json(.object(columns), "The booking, cancelled.")

    static func respond(to call: Call) throws {
        let rows = try call.database.run([
            hold.command(call.values), cancel.command(call.values),
        ])[1]
        try BookingVerdict.check(rows, columns)
        try call.json { try encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

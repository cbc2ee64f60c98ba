internal import API
internal import Calendar
internal import Configuration
internal import JSON
internal import Postgres

/// Puts the caller in line for time of a venue that is taken.
///
/// When the time comes free it is held for the first in line, who books it as any other. A wish must
/// be one that could be booked if the time were free, and time that is free need not be waited for.
enum JoinWaitlist: Endpoint {
    static let operation = Operation(
        .post, "/venues/{id}/waitlist", "Wait for a venue's time", access: .member, creates: true)

    static let id = Path<Int>("id", "The venue's id.")
    static let start = Body<Instant>("start_datetime", "When the booking would begin.")
    static let end = Body<Instant>("end_datetime", "When it would end.")
    static let guests = Body<Int>("guests", in: 1...100_000, "How many people come.")

    private static let columns = WaitingColumns.all
    private static let encoder = RowEncoder(json: columns)
    private static let verdictField = columns.flatMap(\.leaves).count
    private static let results =
        columns.map(\.orNull) + [.text("verdict", "verdict.text")] + BookingFaults.columns

    private static let hold = BookingWishes.hold(venue: "\(id)")
    /// Two wishes at a time could be one too many. Behind the venue, as counts of members are.
    private static let lockMember = PreparedSQL(
        "SELECT FROM users WHERE id = \(Caller.id) FOR NO KEY UPDATE")
    private static let most = ParameterDeclaration.machinery("most", .int8)

    private static let join = PreparedSQL(
        """
        WITH fault AS MATERIALIZED (
            SELECT fault.* FROM booking_faults(
                \(id), \(start), \(end), \(guests)::int4, NULL, NULL) AS fault
        ), verdict AS MATERIALIZED (
            SELECT CASE
                WHEN NOT EXISTS (SELECT FROM venues WHERE id = \(id) AND retired_at IS NULL)
                THEN 'unknown'
                WHEN EXISTS (SELECT FROM fault WHERE NOT is_conflict) THEN 'invalid'
                WHEN NOT EXISTS (SELECT FROM fault) THEN 'free'
                WHEN (SELECT count(*) FROM waiting_entries
                       WHERE user_id = \(Caller.id) AND status IN ('waiting', 'held'))
                     >= \(hole: most) THEN 'too many'
                ELSE 'done' END AS text
        ), w AS (
            INSERT INTO waiting_entries (user_id, venue_id, start_datetime, end_datetime, guests,
                                         notes)
            SELECT \(Caller.id), \(id), \(start), \(end), \(guests)::int4,
                   coalesce(\(BookingWishes.notes), '')
              FROM verdict WHERE text = 'done'
            RETURNING *
        )
        SELECT \(columns: results)
          FROM verdict LEFT JOIN w ON true \(text: "LEFT " + WaitingColumns.joinVenue)
          LEFT JOIN fault ON NOT fault.is_conflict
        """)

    static var parameters: [ParameterDeclaration] {
        .of(id, start, end, guests, BookingWishes.notes)
    }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(hold, []), CheckedStatement(lockMember, []),
            CheckedStatement(join, results),
        ]
    }
    static let success = Success.json(
        .object(columns), status: 201, "The wish, with its place in line.")
    static let violations = [
        "waiting_entries_once": Problem(.conflict, "You wait for this time already.")
    ]

    static func respond(to call: Call) throws {
        var values = call.values
        let most = call.services.configuration.number(Settings.waitingEntries)
        values.set(Self.most, .int(Int64(most)))
        try call.create { run in
            let rows = try run([
                hold.command(values), lockMember.command(values), join.command(values),
            ])[2]
            try check(rows, most)
            try call.json(status: 201) { try encoder.write(rows[0], to: $0.output) }
        }
    }

    private static func check(_ rows: Rows, _ most: Int) throws {
        switch rows[0].text(verdictField) {
        case "unknown": throw Problem.notFound()
        case "free":
            throw Problem(.conflict, "The venue is free at this time. You can book it.")
        case "too many":
            throw Problem(.conflict, "You wait for \(most) times already, the most there may be.")
        default: try BookingFaults.check(rows, first: verdictField + 1)
        }
    }
}

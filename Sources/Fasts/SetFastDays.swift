internal import API
internal import JSON
internal import Postgres

/// Gives a fast these days and no others.
enum SetFastDays: Endpoint {
    static let operation = Operation(
        .put, "/admin/fasts/{id}/days", "Set the days of a fast", access: .admin)

    static let id = Path<Int>("id", "The fast's id.")
    static let days = Body<FastDays>(
        "days", "Its days: a list of dates, or a span from `from` to `to` with `weekdays`.")

    /// Two who set the days of one fast do so one after the other, each for all days.
    private static let hold = PreparedSQL(
        "SELECT FROM fasts WHERE id = \(id) FOR NO KEY UPDATE")
    private static let remove = PreparedSQL(
        """
        DELETE FROM fast_days
         WHERE fast_id = \(id) AND day <> ALL (\(days)::date[])
        """)
    private static let add = PreparedSQL(
        """
        INSERT INTO fast_days (fast_id, day)
        SELECT DISTINCT f.id, day FROM fasts f, unnest(\(days)::date[]) AS day WHERE f.id = \(id)
            ON CONFLICT ON CONSTRAINT fast_days_pkey DO NOTHING
        """)
    private static let read = PreparedSQL(
        columns,
        """
        FROM fasts f \(text: FastColumns.joinChurch) \(FastColumns.joinCaller) WHERE f.id = \(id)
        """)
    private static let columns = FastColumns.all
    private static let encoder = RowEncoder(json: columns)

    static var parameters: [ParameterDeclaration] { .of(id, days) }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(hold, []), CheckedStatement(remove, []), CheckedStatement(add, []),
            CheckedStatement(read, columns),
        ]
    }
    static let heedsIfMatch = true
    static let success = Success.json(.object(columns), "The fast as it is now.")

    static func respond(to call: Call) throws {
        let present = [hold, read].map { $0.command(call.values) }
        let rows = try call.change(
            [hold, remove, add, read].map { $0.command(call.values) }, of: present, encoder)[3]
        guard rows.count > 0 else { throw Problem.notFound() }
        try call.json { try encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

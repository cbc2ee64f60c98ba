internal import API
internal import JSON
internal import Postgres

/// Writes a fast down that a church calls, with its days.
enum CreateFast: Endpoint {
    static let operation = Operation(
        .post, "/admin/fasts", "Create a fast", access: .admin, creates: true)

    static let name = Body<Line>("name", "The name as shown.")
    static let church = Body<Int>("church_id", "The id of the church that calls it.")
    static let days = Body<FastDays>(
        optional: "days",
        "Its days: a list of dates, or a span from `from` to `to` with `weekdays`.")

    private static let make = PreparedSQL(
        """
        WITH f AS (
            INSERT INTO fasts (name, church_id) VALUES (\(name), \(church)) RETURNING id
        ), d AS (
            INSERT INTO fast_days (fast_id, day)
            SELECT DISTINCT f.id, day FROM f, unnest(coalesce(\(days), '{}')::date[]) AS day
        )
        SELECT id FROM f
        """)
    /// Reads what the triggers made of it.
    private static let read = PreparedSQL(
        columns,
        """
        FROM fasts f \(text: FastColumns.joinChurch) \(FastColumns.joinCaller)
        WHERE f.id = currval(pg_get_serial_sequence('fasts', 'id'))
        """)
    private static let columns = FastColumns.all
    private static let encoder = RowEncoder(json: columns)

    static var parameters: [ParameterDeclaration] { .of(name, church, days) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(make, [.int("id")]), CheckedStatement(read, columns)]
    }
    static let success = Success.json(.object(columns), status: 201, "The fast.")
    static let violations = [
        "fasts_church_fkey": Problem.invalid([.pointer("/church_id", "names no church")])
    ]

    static func respond(to call: Call) throws {
        try call.create { run in
            let rows = try run([make.command(call.values), read.command(call.values)])[1]
            call.reply.add("Location", "\(Operation.basePath)/fasts/\(rows[0].int(0))")
            try call.json(status: 201) { try encoder.write(rows[0], to: $0.output) }
            call.addTag()
        }
    }
}

internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// All bookings, any number of them, in one snapshot and constant memory.
enum ExportBookings: Endpoint {
    static let operation = Operation(
        .get, "/admin/bookings/export", "Export bookings", access: .admin, pool: .bulk)

    static let format = Query<ExportFormat>("format", default: .json, "The format of the rows.")
    static let status = Query<BookingStatus>("status", "Only bookings with this status.")
    static let venue = Query<Int>("venue", "Only bookings of the venue with this id.")
    static let fields = Query<ExportFields>(
        "fields", "The members of each booking that are wanted, separated by commas.")
    static let after = Query<RowPlace>(
        "after", "Go on after this row: a checkpoint, or the last row's `start_datetime,id`.")
    static let endMark = Query<Bool>(
        "end_mark", default: true, "Whether a CSV ends with a line that says that it is complete.")

    private static let filters: SQL = """
        TRUE
        \(when: status, "AND b.status = \(status)")
        \(when: venue, "AND b.venue_id = \(venue)")
        \(when: Span.from, "AND b.start_datetime >= \(Span.from)")
        \(when: Span.to, "AND b.start_datetime < \(Span.to)")
        \(when: after, """
            AND (b.start_datetime, b.id)
              > (split_part(\(after), ',', 1)::timestamptz, split_part(\(after), ',', 2)::int8)
            """)
        """

    /// The rows' columns, and behind them the place of each row, for checkpoints.
    private static func rows(_ columns: [Column]) -> PreparedSQL {
        PreparedSQL(
            columns + place,
            """
            FROM bookings b \(text: BookingColumns.joinAll) WHERE \(filters)
            ORDER BY b.start_datetime, b.id
            """)
    }
    private static let place: [Column] = [
        .instant("start_datetime", "b.start_datetime"), .int("id", "b.id"),
    ]
    private static let allRows = rows(BookingColumns.all)

    private static let count = PreparedSQL(
        "SELECT count(*), now() FROM bookings b WHERE \(filters)")
    /// The count when there is no filter but the status: a sum over days instead of a walk over
    /// bookings.
    private static let tally = PreparedSQL(
        """
        SELECT (\(BookingTally.by(status).total)), now()
        """)

    static var parameters: [ParameterDeclaration] {
        .of(format, status, venue, Span.from, Span.to, fields, after, endMark)
    }
    static var statements: [CheckedStatement] {
        let facts: [Column] = [.int("rows"), .instant("as_of")]
        return [
            CheckedStatement(allRows, BookingColumns.all + place),
            CheckedStatement(count, facts), CheckedStatement(tally, facts),
        ]
    }
    static let success = Success(
        200, ExportFormat.allCases.map { ($0.mediaType, $0.schema) },
        "The bookings, ordered by `start_datetime, id`. Only a whole export ends with its end mark."
    )

    static func respond(to call: Call) throws {
        try call.refuseUnlessTruncationShows()
        let values = call.values
        let faults = Span.check(values)
        guard faults.isEmpty else { throw Problem.malformed(faults) }

        let isTallied =
            values[venue] == nil && values[Span.from] == nil && values[Span.to] == nil
            && values[after] == nil
        let facts = isTallied ? tally : count
        guard !call.reply.isHeadRequest else {
            _ = announce(try call.run(facts), call)
            return call.reply.leaveLengthOpen()
        }
        let columns = values[fields]?.columns ?? BookingColumns.all
        let statement = values[fields] == nil ? allRows : rows(columns)
        let (cursor, before) = try call.open(statement, before: [facts])
        let asOf = announce(before[0], call)
        let format = values[format] ?? .json
        var writer = format.writer(
            columns, asOf: asOf, hasEndMark: values[endMark] ?? true, output: call.reply.body)
        try stream(
            cursor, placeField: columns.flatMap(\.leaves).count, to: &writer, call.reply.body)
    }

    /// Writes the head.
    /// - Returns: the moment of the snapshot.
    private static func announce(_ facts: Rows, _ call: Call) -> Instant {
        let asOf = Instant(microseconds: facts[0].int(1))
        let format = call.values[format] ?? .json
        call.reply.add("Content-Type", format.mediaType)
        call.reply.add("Cache-Control", "no-store")
        call.reply.add("X-Total-Rows", String(facts[0].int(0)))
        call.reply.add(
            "Content-Disposition",
            "attachment; filename=\"bookings-\(asOf.text.prefix(10)).\(format.rawValue)\"")
        return asOf
    }

    private static func stream(
        _ cursor: Cursor, placeField: Int, to writer: inout some ExportWriter, _ output: Output
    ) throws {
        try writer.begin()
        var count = 0
        while let rows = try cursor.next() {
            for index in 0..<rows.count {
                let row = rows[index]
                try writer.write(row)
                count += 1
                if count % checkpointInterval == 0 {
                    let place = RowPlace(
                        start: Instant(microseconds: row.int(placeField)),
                        id: row.int(placeField + 1))
                    try writer.checkpoint(place)
                }
            }
            // The first rows go out at once; later ones when the buffer is full.
            if !output.hasDrained { try output.flush() }
        }
        try writer.end(rows: count)
    }

    /// Rows between two checkpoints.
    private static let checkpointInterval = 10_000
}

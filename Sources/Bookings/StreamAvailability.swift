internal import Postgres
internal import API
internal import Calendar
internal import JSON

/// When a venue is booked, or held for who waited. Who took it is nobody's business.
enum StreamAvailability: Endpoint {
    static let operation = Operation(
        .get, "/venues/{id}/availability", "When a venue is taken", access: .anyone)

    /// The longest span, in days.
    static let longestSpan = 400

    static let id = Path<Int>("id", "The venue's id.")
    static let from = Query<SpanStart>(
        required: "from", "The beginning of the span; a date means 00:00 UTC.")
    static let to = Query<SpanEnd>(
        required: "to", "The end of the span; a date means the end of that day in UTC.")

    private static let venueColumns: [Column] = [
        .int("id"), .text("name"), .text("time_zone"),
    ]
    private static let venue = PreparedSQL(venueColumns, "FROM venues WHERE id = \(id)")
    private static let venueEncoder = RowEncoder(json: venueColumns)

    private static let columns: [Column] = [.instant("start_datetime"), .instant("end_datetime")]
    private static let busy = PreparedSQL(
        columns,
        """
        FROM (SELECT start_datetime, end_datetime FROM bookings
               WHERE venue_id = \(id) AND status IN ('pending', 'confirmed')
                 AND tstzrange(start_datetime, end_datetime) && tstzrange(\(from), \(to))
               UNION ALL
              SELECT start_datetime, end_datetime FROM waiting_entries
               WHERE venue_id = \(id) AND status = 'held'
                 AND tstzrange(start_datetime, end_datetime) && tstzrange(\(from), \(to)))
             AS busy
        ORDER BY start_datetime
        """)
    private static let encoder = RowEncoder(json: columns)

    static var parameters: [ParameterDeclaration] { .of(id, from, to) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(venue, venueColumns), CheckedStatement(busy, columns)]
    }
    static let success = Success.json(
        .object([
            .init("venue", .object(venueColumns)),
            .init("from", .string(format: "date-time")),
            .init("to", .string(format: "date-time")),
            .init("busy", .array(.object(columns))),
            .init("complete", .boolean),
        ]), "The times at which the venue is taken, in order; `complete` comes last.")

    static func respond(to call: Call) throws {
        let (from, to) = try span(call.values)
        let (cursor, before) = try call.open(busy, before: [venue])
        guard before[0].count > 0 else {
            // A venue that does not exist has no rows either: the cursor ends, and the connection stays.
            _ = try cursor.next()
            throw Problem.notFound()
        }
        try call.json { json in
            try json.object { json in
                try json.key("venue")
                try json.separate()
                try venueEncoder.write(before[0][0], to: json.output)
                try json.member("from", from.text)
                try json.member("to", to.text)
                try json.array("busy") { try $0.rows(cursor, encoder) }
                try json.member("complete", true)
            }
        }
    }

    private static func span(_ values: ParameterValues) throws(Problem) -> (Instant, Instant) {
        let from = values[from]!.instant
        let to = values[to]!.instant
        var faults = Span.check(from: values[Self.from], to: values[Self.to])
        if to.microseconds - from.microseconds > Int64(longestSpan) * 86_400_000_000 {
            faults.append(.parameter("to", "must be at most \(longestSpan) days after from"))
        }
        guard faults.isEmpty else { throw .malformed(faults) }
        return (from, to)
    }
}

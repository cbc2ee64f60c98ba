internal import API
internal import Calendar
internal import Postgres

/// The days of a fast, for a calendar program: an event of a whole day for each (RFC 5545).
enum GetFastCalendar: Endpoint {
    static let operation = Operation(
        .get, "/fasts/{id}.ics", "Get the days of a fast as iCalendar", access: .anyone)

    static let id = Path<Int>("id", "The fast's id.")

    private static let columns: [Column] = [
        .text("name", "f.name"), .text("church", "c.name"), .instant("created_at", "f.created_at"),
        .text("day", "to_char(d.day, 'YYYYMMDD')").orNull,
        .text("next_day", "to_char(d.day + 1, 'YYYYMMDD')").orNull,
    ]
    private static let source = PreparedSQL(
        columns,
        """
        FROM fasts f \(text: FastColumns.joinChurch) LEFT JOIN fast_days d ON d.fast_id = f.id
        WHERE f.id = \(id) ORDER BY d.day
        """)

    static var parameters: [ParameterDeclaration] { .of(id) }
    static var statements: [CheckedStatement] { [CheckedStatement(source, columns)] }
    static let isTagged = true
    static let success = Success(
        200, [(ICalendar.mediaType, .string())],
        "A calendar with an event for each day of the fast.")

    static func respond(to call: Call) throws {
        let rows = try call.run(source)
        guard rows.count > 0 else { throw Problem.notFound() }
        let made = Instant(microseconds: rows[0].int(2))
        try call.calendar(name: rows[0].text(0), cacheControl: "public, max-age=60") { calendar in
            for index in 0..<rows.count where !rows[index].isNull(3) {
                try write(rows[index], of: call.values[id] ?? 0, made, to: calendar)
            }
        }
        call.tag()
    }

    private static func write(
        _ row: Row, of fast: Int, _ made: Instant, to calendar: ICalendar
    ) throws {
        try calendar.event {
            try calendar.property("UID", "fast-\(fast)-\(row.text(3))@guildhall")
            try calendar.property("DTSTAMP", made)
            try calendar.property("DTSTART;VALUE=DATE", row.text(3))
            try calendar.property("DTEND;VALUE=DATE", row.text(4))
            try calendar.property("SUMMARY", text: row.text(0))
            try calendar.property("LOCATION", text: row.text(1))
            try calendar.property("TRANSP", "TRANSPARENT")
        }
    }
}

internal import API
internal import Postgres
internal import Security

/// All bookings of a member, past and to come, for a calendar program. Its address is the secret that
/// lets it in, since such programs cannot log in.
enum StreamCalendar: Endpoint {
    static let operation = Operation(
        .get, "/calendar/{token}.ics", "Read bookings as a calendar feed", access: .anyone,
        pool: .bulk)

    static let token = Path<String>("token", "The feed's token.")

    private static let digest = ParameterDeclaration.machinery("digest", .bytes)
    private static let owner = PreparedSQL(
        "SELECT user_id FROM calendar_feeds WHERE token_hash = \(hole: digest)")
    private static let events = PreparedSQL(
        BookingEvent.columns,
        """
        FROM bookings b \(text: BookingColumns.joinVenue)
        WHERE b.user_id = (SELECT user_id FROM calendar_feeds WHERE token_hash = \(hole: digest))
        ORDER BY b.start_datetime, b.id
        """)

    static var parameters: [ParameterDeclaration] { .of(token) }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(owner, [.int("user_id")]),
            CheckedStatement(events, BookingEvent.columns),
        ]
    }
    static let success = Success(
        200, [(ICalendar.mediaType, .string())],
        "A calendar. Only a whole one ends with `END:VCALENDAR`.")

    static func respond(to call: Call) throws {
        try call.refuseUnlessTruncationShows()
        var values = ParameterValues()
        values.set(digest, .bytes(Sodium.sha256(Array((call.values[token] ?? "").utf8))))
        let (cursor, before) = try call.open(events, values, before: [owner])
        guard before[0].count > 0 else {
            _ = try cursor.next()
            throw Problem.notFound("There is no such feed, or it was ended.")
        }
        call.reply.add("Content-Disposition", "inline; filename=\"guildhall.ics\"")
        try call.calendar(name: BookingEvent.calendarName) { calendar in
            while let rows = try cursor.next() {
                for index in 0..<rows.count { try BookingEvent.write(rows[index], to: calendar) }
            }
        }
    }
}

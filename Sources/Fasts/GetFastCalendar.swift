internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// The days of a fast, for a calendar program: an event of a whole day for each (RFC 5545).
enum GetFastCalendar: Endpoint {
    static let operation = Operation(
        .get, "/fasts/{id}.ics", "Get the days of a fast as iCalendar", access: .anyone)

    static let id = Path<Int>("id", "The fast's id.")

    private static let mediaType = "text/calendar; charset=utf-8"
    /// Octets of a line at the most, without its end (section 3.1).
    private static let longestLine = 75

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
    static let success = Success(
        200, [(mediaType, .string())], "A calendar with an event for each day of the fast.")

    static func respond(to call: Call) throws {
        let rows = try call.run(source)
        guard rows.count > 0 else { throw Problem.notFound() }
        call.reply.add("Content-Type", mediaType)
        call.reply.add("Cache-Control", "public, max-age=60")
        let output = call.reply.body
        func line(_ text: String) throws { try write(text, to: output) }
        try line("BEGIN:VCALENDAR")
        try line("VERSION:2.0")
        try line("PRODID:-//Guildhall//Fasts//EN")
        try line("CALSCALE:GREGORIAN")
        try line("X-WR-CALNAME:\(escaped(rows[0].text(0)))")
        let made = Instant(microseconds: rows[0].int(2)).text.prefix(19)
            .filter { $0 != "-" && $0 != ":" }
        for index in 0..<rows.count where !rows[index].isNull(3) {
            let row = rows[index]
            try line("BEGIN:VEVENT")
            try line("UID:fast-\(call.values[id] ?? 0)-\(row.text(3))@guildhall")
            try line("DTSTAMP:\(made)Z")
            try line("DTSTART;VALUE=DATE:\(row.text(3))")
            try line("DTEND;VALUE=DATE:\(row.text(4))")
            try line("SUMMARY:\(escaped(row.text(0)))")
            try line("LOCATION:\(escaped(row.text(1)))")
            try line("TRANSP:TRANSPARENT")
            try line("END:VEVENT")
        }
        try line("END:VCALENDAR")
        call.tag()
    }

    /// A text value (section 3.3.11). Control characters have no place in one.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += "\\\(scalar)"
            case "\n": escaped += "\\n"
            case _ where scalar.value < 32 || scalar.value == 127: continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Writes a content line, folded between characters (section 3.1).
    private static func write(_ text: String, to output: Output) throws {
        var room = longestLine
        for character in text.unicodeScalars {
            let size = UTF8.width(character)
            if size > room {
                try output.write("\r\n ")
                room = longestLine - 1
            }
            room -= size
            try output.write(String(character))
        }
        try output.write("\r\n")
    }
}

internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// Writes bookings as an iCalendar object (RFC 5545), an event each.
struct ICalendarWriter {
    /// Octets of a line at the most, without its end (section 3.1).
    private static let longestLine = 75

    /// What an event is made of. The tables are `bookings b` and `venues v`.
    static let columns: [Column] = [
        .text("booking_reference", "b.booking_reference"),
        .choice("status", BookingStatus.self, "b.status"),
        .instant("start_datetime", "b.start_datetime"), .instant("end_datetime", "b.end_datetime"),
        .text("notes", "b.notes"), .text("venue", "v.name"), .int("version", "b.version"),
        .instant("created_at", "b.created_at"), .instant("updated_at", "b.updated_at"),
    ]

    static let mediaType = "text/calendar; charset=utf-8"

    private let output: Output

    /// Begins a calendar.
    init(_ output: Output) throws {
        self.output = output
        try line("BEGIN:VCALENDAR")
        try line("VERSION:2.0")
        try line("PRODID:-//Guildhall//Bookings//EN")
        try line("CALSCALE:GREGORIAN")
        try line("X-WR-CALNAME:Guildhall")
    }

    /// Writes the event of a row with `columns`.
    ///
    /// The reference is the event's lasting name, and the version tells programs which copy is newer.
    func write(_ row: Row) throws {
        try line("BEGIN:VEVENT")
        try line("UID:\(row.text(0))@guildhall")
        try line("SEQUENCE:\(row.int(6) - 1)")
        try line("DTSTAMP:\(moment(row, 8))")
        try line("DTSTART:\(moment(row, 2))")
        try line("DTEND:\(moment(row, 3))")
        try line("CREATED:\(moment(row, 7))")
        try line("LAST-MODIFIED:\(moment(row, 8))")
        try line("STATUS:\(Self.status(row.text(1)))")
        try line("SUMMARY:\(Self.escaped("\(row.text(5)) (\(row.text(0)))"))")
        try line("LOCATION:\(Self.escaped(row.text(5)))")
        let notes = row.text(4)
        if !notes.isEmpty { try line("DESCRIPTION:\(Self.escaped(notes))") }
        try line("END:VEVENT")
    }

    /// Ends the calendar: one that was cut off has no such line.
    func end() throws { try line("END:VCALENDAR") }

    /// A status of section 3.8.1.11.
    private static func status(_ label: String) -> String {
        switch BookingStatus(rawValue: label) {
        case .confirmed, .completed: "CONFIRMED"
        case .cancelled, .rejected: "CANCELLED"
        case .pending, nil: "TENTATIVE"
        }
    }

    /// A moment in UTC, such as `20310303T100000Z` (section 3.3.5).
    private func moment(_ row: Row, _ field: Int) -> String {
        let text = Instant(microseconds: row.int(field)).text
        let digits = text.prefix(19).filter { $0 != "-" && $0 != ":" }
        return digits + "Z"
    }

    /// A text value (section 3.3.11). Control characters have no place in one.
    static func escaped(_ text: String) -> String {
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
    private func line(_ text: String) throws {
        var room = Self.longestLine
        for character in text.unicodeScalars {
            let size = UTF8.width(character)
            if size > room {
                try output.write("\r\n ")
                room = Self.longestLine - 1
            }
            room -= size
            try output.write(String(character))
        }
        try output.write("\r\n")
    }
}

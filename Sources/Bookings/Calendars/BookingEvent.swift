internal import API
internal import Calendar
internal import Postgres

/// A booking as an event of a calendar.
enum BookingEvent {
    /// What an event is made of. The tables are `bookings b` and `venues v`.
    static let columns: [Column] = [
        .text("booking_reference", "b.booking_reference"),
        .choice("status", BookingStatus.self, "b.status"),
        .instant("start_datetime", "b.start_datetime"), .instant("end_datetime", "b.end_datetime"),
        .text("notes", "b.notes"), .text("venue", "v.name"), .int("version", "b.version"),
        .instant("created_at", "b.created_at"), .instant("updated_at", "b.updated_at"),
    ]

    static let calendarName = "Guildhall"

    /// Writes the event of a row with `columns`.
    ///
    /// The reference is the event's lasting name, and the version tells programs which copy is newer.
    static func write(_ row: Row, to calendar: ICalendar) throws {
        func moment(_ field: Int) -> Instant { Instant(microseconds: row.int(field)) }
        try calendar.event {
            try calendar.property("UID", "\(row.text(0))@guildhall")
            try calendar.property("SEQUENCE", "\(row.int(6) - 1)")
            try calendar.property("DTSTAMP", moment(8))
            try calendar.property("DTSTART", moment(2))
            try calendar.property("DTEND", moment(3))
            try calendar.property("CREATED", moment(7))
            try calendar.property("LAST-MODIFIED", moment(8))
            try calendar.property("STATUS", status(row.text(1)))
            try calendar.property("SUMMARY", text: "\(row.text(5)) (\(row.text(0)))")
            try calendar.property("LOCATION", text: row.text(5))
            let notes = row.text(4)
            if !notes.isEmpty { try calendar.property("DESCRIPTION", text: notes) }
        }
    }

    /// A status of RFC 5545, section 3.8.1.11.
    private static func status(_ label: String) -> String {
        switch BookingStatus(rawValue: label) {
        case .confirmed, .completed: "CONFIRMED"
        case .cancelled, .rejected: "CANCELLED"
        case .pending, nil: "TENTATIVE"
        }
    }
}

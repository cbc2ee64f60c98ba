public import Calendar
public import JSON

/// Writes an iCalendar object (RFC 5545) as it is produced.
///
/// Scopes are closures, and a scope is closed only when its closure *returns*: a calendar that was cut
/// off has no end.
public struct ICalendar {
    /// Octets of a line at the most, without its end (section 3.1).
    private static let longestLine = 75

    public static let mediaType = "text/calendar; charset=utf-8"

    private let output: Output

    /// Writes a calendar whose events `body` writes.
    /// - Parameter name: what programs show as the calendar's name.
    public static func write(
        to output: Output, name: String, _ body: (ICalendar) throws -> Void
    ) throws {
        let calendar = ICalendar(output: output)
        try calendar.property("BEGIN", "VCALENDAR")
        try calendar.property("VERSION", "2.0")
        try calendar.property("PRODID", "-//Guildhall//Guildhall//EN")
        try calendar.property("CALSCALE", "GREGORIAN")
        try calendar.property("X-WR-CALNAME", text: name)
        try body(calendar)
        try calendar.property("END", "VCALENDAR")
    }

    /// Writes an event (section 3.6.1) whose properties `body` writes.
    public func event(_ body: () throws -> Void) throws {
        try property("BEGIN", "VEVENT")
        try body()
        try property("END", "VEVENT")
    }

    /// Writes a property whose value is text (section 3.3.11). Control characters have no place in
    /// one.
    public func property(_ name: String, text: String) throws {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += "\\\(scalar)"
            case "\n": escaped += "\\n"
            case _ where scalar.value < 32 || scalar.value == 127: continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        try property(name, escaped)
    }

    /// Writes a property whose value is a moment in UTC, such as `20310303T100000Z` (section 3.3.5).
    public func property(_ name: String, _ moment: Instant) throws {
        try property(name, moment.text.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z")
    }

    /// Writes a property, folded between characters (section 3.1).
    public func property(_ name: String, _ value: String) throws {
        var room = Self.longestLine
        for character in "\(name):\(value)".unicodeScalars {
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

extension Call {
    /// Answers with a calendar, of any length.
    public func calendar(
        name: String, cacheControl: String = "private, no-cache",
        _ body: (ICalendar) throws -> Void
    ) throws {
        reply.add("Content-Type", ICalendar.mediaType)
        reply.add("Cache-Control", cacheControl)
        try ICalendar.write(to: reply.body, name: name, body)
    }
}

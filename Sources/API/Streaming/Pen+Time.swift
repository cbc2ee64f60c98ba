public import Calendar
public import JSON

extension Pen {
    /// Writes `YYYY-MM-DD`.
    public mutating func date(_ date: CivilDate) {
        twoDigits(date.year / 100)
        twoDigits(date.year % 100)
        byte(UInt8(ascii: "-"))
        twoDigits(date.month)
        byte(UInt8(ascii: "-"))
        twoDigits(date.day)
    }

    /// Writes `HH:MM`.
    mutating func time(minutes: Int) {
        twoDigits(minutes / 60)
        byte(UInt8(ascii: ":"))
        twoDigits(minutes % 60)
    }

    /// Writes an RFC 3339 date-time in UTC, with microseconds only where there are any.
    public mutating func instant(_ instant: Instant) {
        let parts = instant.parts
        date(parts.date)
        byte(UInt8(ascii: "T"))
        time(minutes: parts.hour * 60 + parts.minute)
        byte(UInt8(ascii: ":"))
        twoDigits(parts.second)
        if parts.microsecond != 0 {
            byte(UInt8(ascii: "."))
            twoDigits(parts.microsecond / 10_000)
            twoDigits(parts.microsecond / 100 % 100)
            twoDigits(parts.microsecond % 100)
        }
        byte(UInt8(ascii: "Z"))
    }
}

extension Instant {
    /// The moment in RFC 3339.
    public var text: String {
        let output = unsafe Output(capacity: 64) { _ in }
        // A moment takes 27 bytes, so the buffer never drains.
        try? output.write(atMost: 40) { $0.instant(self) }
        return unsafe String(decoding: output.gathered, as: UTF8.self)
    }
}

extension RecurrenceRule {
    /// What is wrong with a rule's text, each to follow its name: "must have COUNT or UNTIL".
    public struct Faults: Error, Equatable {
        public let details: [String]
    }

    /// Reads a rule such as `FREQ=WEEKLY;BYDAY=TU,TH;COUNT=20`, with or without `RRULE:` before it.
    /// - Throws: all that is wrong with it.
    public init(_ text: String) throws(Faults) {
        let upper = text.uppercased()
        let name = "RRULE:"
        let plain = upper.hasPrefix(name) ? String(upper.dropFirst(name.count)) : upper
        var reading = RuleReading(plain)
        let frequency = reading.frequency()
        let interval = reading.number("INTERVAL", in: 1...999)
        let weekdays = reading.weekdays(isMonthly: frequency == .monthly)
        let monthDays = reading.monthDays(isWeekly: frequency == .weekly)
        let firstWeekday = reading.firstWeekday()
        let end = reading.end()
        reading.refuseTheRest()
        guard let frequency, let end, reading.faults.isEmpty else {
            throw Faults(details: reading.faults)
        }
        self.init(
            text: plain, end: end, frequency: frequency, interval: interval ?? 1,
            weekdays: weekdays, monthDays: monthDays, firstWeekday: firstWeekday)
    }
}

/// Takes the parts of a rule one by one, and gathers every fault.
private struct RuleReading {
    private(set) var faults: [String] = []
    private var parts: [(name: String, value: String)] = []

    private static let weekdayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    init(_ text: String) {
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty, !pair[1].isEmpty else {
                faults = ["must be parts such as FREQ=WEEKLY, joined by ;"]
                continue
            }
            parts.append((String(pair[0]), String(pair[1])))
        }
    }

    private mutating func take(_ name: String) -> String? {
        let values = parts.filter { $0.name == name }.map(\.value)
        parts.removeAll { $0.name == name }
        if values.count > 1 { faults.append("must have \(name) once") }
        return values.first
    }

    private static let unsupportedParts = [
        "BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS",
    ]

    mutating func refuseTheRest() {
        for part in parts {
            faults.append(
                Self.unsupportedParts.contains(part.name)
                    ? "must not have \(part.name), which is not supported"
                    : "must not have parts that RFC 5545 does not know")
        }
        parts = []
    }

    mutating func frequency() -> RecurrenceRule.Frequency? {
        let frequency = take("FREQ").flatMap(RecurrenceRule.Frequency.init(rawValue:))
        if frequency == nil { faults.append("must have FREQ=DAILY, WEEKLY or MONTHLY") }
        return frequency
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = take(name) else { return nil }
        if let number = Self.number(text[...]), range.contains(number) { return number }
        faults.append("must have \(name) from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    mutating func weekdays(isMonthly: Bool) -> [RecurrenceRule.WeekdayInMonth] {
        guard let text = take("BYDAY") else { return [] }
        let days = text.split(separator: ",", omittingEmptySubsequences: false).map(Self.weekday)
        if days.contains(where: { $0 == nil }) {
            faults.append("must have BYDAY with weekdays such as MO,TH, or in months 1MO,-1FR")
        } else if !isMonthly, days.contains(where: { $0?.ordinal != nil }) {
            faults.append("must have BYDAY with ordinals only with FREQ=MONTHLY")
        }
        return days.compactMap { $0 }
    }

    private static func weekday(_ text: Substring) -> RecurrenceRule.WeekdayInMonth? {
        guard let weekday = weekdayNames.firstIndex(of: String(text.suffix(2))) else { return nil }
        let ordinal = text.dropLast(2)
        if ordinal.isEmpty { return .init(ordinal: nil, weekday: weekday) }
        // A month has at most five of a weekday.
        return signed(ordinal, upTo: 5).map { .init(ordinal: $0, weekday: weekday) }
    }

    mutating func monthDays(isWeekly: Bool) -> [Int] {
        guard let text = take("BYMONTHDAY") else { return [] }
        let days = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Self.signed($0, upTo: 31)
        }
        if days.contains(nil) {
            faults.append("must have BYMONTHDAY with days from 1 to 31 or from -31 to -1")
        } else if isWeekly {
            faults.append("must not have BYMONTHDAY with FREQ=WEEKLY")
        }
        return days.compactMap { $0 }
    }

    mutating func firstWeekday() -> Int {
        guard let text = take("WKST") else { return 0 }
        if let weekday = Self.weekdayNames.firstIndex(of: text) { return weekday }
        faults.append("must have WKST with a weekday such as MO")
        return 0
    }

    mutating func end() -> RecurrenceRule.End? {
        let most = RecurrenceRule.mostOccurrences
        let hasCount = parts.contains { $0.name == "COUNT" }
        let count = number("COUNT", in: 1...most)
        guard let until = take("UNTIL") else {
            if !hasCount { faults.append("must have COUNT or UNTIL") }
            return count.map { .count($0) }
        }
        if hasCount { faults.append("must not have both COUNT and UNTIL") }
        if let end = Self.until(until) { return end }
        faults.append("must have UNTIL with a date or a time in UTC: 20301231 or 20301231T225959Z")
        return nil
    }

    /// A date, or a date and time in UTC, without punctuation (RFC 5545, sections 3.3.4 and 3.3.5).
    private static func until(_ text: String) -> RecurrenceRule.End? {
        let digits = Array(text)
        guard digits.count == 8 || digits.count == 16 else { return nil }
        let date = "\(String(digits[..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        if digits.count == 8 { return Day(date).map { .day($0) } }
        guard digits[8] == "T" else { return nil }
        let time = "\(String(digits[9..<11])):\(String(digits[11..<13])):\(String(digits[13...]))"
        return Instant("\(date)T\(time)").map { .instant($0) }
    }

    private static func signed(_ text: Substring, upTo most: Int) -> Int? {
        let sign = text.first == "-" ? -1 : 1
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text
        guard let number = number(digits), (1...most).contains(number) else { return nil }
        return sign * number
    }

    /// A number of a few digits. Leading zeros are allowed.
    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int(text)
    }
}

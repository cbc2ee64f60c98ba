import Foundation
import TestSupport
import Testing

@testable import Calendar

/// The same rules as Debian's python3-dateutil understands them.
@Suite("Recurrences elsewhere")
struct RecurrencesElsewhere {
    /// Reads starts and rules, a pair a line, and writes the days of each, counted from 2000-01-01.
    private static let program = """
        import datetime, itertools, sys
        from dateutil.rrule import rrulestr
        epoch = datetime.date(2000, 1, 1)
        for line in sys.stdin:
            start, rule = line.split()
            days = rrulestr(rule, dtstart=datetime.datetime.strptime(start, "%Y-%m-%d"))
            print(*((day.date() - epoch).days for day in itertools.islice(days, 366)), sep=",")
        """

    private static let rounds =
        ProcessInfo.processInfo.environment["GUILDHALL_ROUNDS"].flatMap { Int($0) } ?? 100

    private static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    /// A rule of any kind that ours and theirs both know. Theirs takes plain weekdays and those with
    /// ordinals in one rule for a contradiction, so there is none of these.
    private func rule() -> String {
        let frequency = ["DAILY", "WEEKLY", "MONTHLY"].randomElement()!
        var parts = ["FREQ=\(frequency)"]
        if Bool.random() { parts.append("INTERVAL=\(Int.random(in: 1...14))") }
        if Bool.random() { parts.append("WKST=\(Self.weekdays.randomElement()!)") }
        if Bool.random() {
            let hasOrdinals = frequency == "MONTHLY" && Bool.random()
            let days = (0..<Int.random(in: 1...4)).map { _ in
                (hasOrdinals ? "\([-5, -2, -1, 1, 2, 3, 4, 5].randomElement()!)" : "")
                    + Self.weekdays.randomElement()!
            }
            parts.append("BYDAY=\(days.joined(separator: ","))")
        }
        if frequency != "WEEKLY", Int.random(in: 0..<3) == 0 {
            let days = (0..<Int.random(in: 1...5)).map { _ in
                Int.random(in: 1...31) * (Bool.random() ? 1 : -1)
            }
            parts.append("BYMONTHDAY=\(days.map(String.init).joined(separator: ","))")
        }
        parts.append(
            Bool.random()
                ? "COUNT=\(Int.random(in: 1...366))"
                : "UNTIL=20\(Int.random(in: 27...49))0\(Int.random(in: 1...9))10")
        return parts.shuffled().joined(separator: ";")
    }

    @Test("Random rules recur on the days that dateutil gives")
    func random() throws {
        let cases = (0..<Self.rounds * 3).map { _ in
            (
                start: "20\(Int.random(in: 26...40))-0\(Int.random(in: 1...9))-"
                    + "\(Int.random(in: 10...28))", rule: rule()
            )
        }
        let input = cases.map { "\($0.start) \($0.rule)\n" }.joined()
        let theirs = Child.run(
            ["/usr/bin/python3", "-c", Self.program], input: Array(input.utf8))
        try #require(theirs.status == 0)
        let lines = String(decoding: theirs.output, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.count == cases.count + 1)
        var wrong: [String] = []
        var days = 0
        for ((start, text), line) in zip(cases, lines) {
            let ours = try RecurrenceRule(text).days(from: #require(Day(start)), most: 366)
            days += ours.count
            if ours.map({ "\($0.daysSince2000)" }).joined(separator: ",") != line {
                wrong.append("\(start) \(text)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count), the first \(wrong.prefix(3))")
        #expect(days > Self.rounds * 100)
    }
}

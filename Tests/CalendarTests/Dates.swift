import Testing

@testable import Calendar

@Suite("Dates")
struct Dates {
    /// Walks the calendar as people do: to the next day, the next month, the next year.
    private struct Walk {
        var year = 1
        var month = 1
        var day = 1
        // Days from 0001-01-01 to 2000-01-01: 1,999 years of 365 days, and 484 leap days.
        var count = -730_119

        private var daysInMonth: Int {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        }

        mutating func advance() {
            count += 1
            day += 1
            if day <= daysInMonth { return }
            day = 1
            month += 1
            if month <= 12 { return }
            month = 1
            year += 1
        }
    }

    @Test("Every day of the years 1 to 9999 has the count that walking day by day gives")
    func everyDay() {
        var walk = Walk()
        var wrong: [String] = []
        while walk.year < 10_000 {
            let date = CivilDate(year: walk.year, month: walk.month, day: walk.day)
            let back = CivilDate(daysSince2000: walk.count)
            if date?.daysSince2000 != walk.count || back != date {
                wrong.append("\(walk.year)-\(walk.month)-\(walk.day)")
            }
            walk.advance()
        }
        #expect(walk.count == 2_921_940)
        #expect(wrong.isEmpty, "\(wrong.count) days, the first \(wrong.prefix(3))")
    }

    @Test(
        "The epochs and other well-known days have their counts",
        arguments: [
            (2000, 1, 1, 0), (1999, 12, 31, -1), (1970, 1, 1, -10_957), (2000, 2, 29, 59),
            (2000, 3, 1, 60), (1900, 3, 1, -36_465), (2100, 3, 1, 36_584), (2038, 1, 19, 13_898),
        ])
    func wellKnown(year: Int, month: Int, day: Int, count: Int) {
        #expect(CivilDate(year: year, month: month, day: day)?.daysSince2000 == count)
    }

    @Test(
        "A date that the calendar does not have is refused",
        arguments: [
            (2001, 2, 29), (1900, 2, 29), (2100, 2, 29), (2000, 2, 30), (2030, 4, 31),
            (2030, 6, 31),
            (2030, 9, 31), (2030, 11, 31), (2030, 1, 32), (2030, 0, 1), (2030, 13, 1), (2030, 1, 0),
            (2030, 1, -1), (0, 1, 1), (-1, 1, 1), (10_000, 1, 1),
        ])
    func refused(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test("29 February exists in years that 4 divides, in centuries only if 400 does")
    func leapDays() {
        for year in [4, 1600, 1996, 2000, 2004, 2400, 9996] {
            #expect(CivilDate(year: year, month: 2, day: 29) != nil, "\(year)")
        }
        for year in [1, 100, 1700, 1800, 1900, 2023, 2100, 9999] {
            #expect(CivilDate(year: year, month: 2, day: 29) == nil, "\(year)")
        }
    }

    @Test("Counts outside the years 1 to 9999, as PostgreSQL has them, still give a date")
    func farCounts() {
        let lastOfYearZero = CivilDate(daysSince2000: -730_120)
        #expect([lastOfYearZero.year, lastOfYearZero.month, lastOfYearZero.day] == [0, 12, 31])
        let firstOfTenThousand = CivilDate(daysSince2000: 2_921_940)
        #expect(firstOfTenThousand.year == 10_000 && firstOfTenThousand.month == 1)
    }
}

/// On which days something recurs: a recurrence rule of RFC 5545, section 3.3.10, as far as daily,
/// weekly and monthly ones go.
///
/// A rule speaks of dates alone. At what time of day, and which instant that is, is for those to say
/// who know the zone.
public struct RecurrenceRule: Hashable, Sendable {
    /// Occurrences that a rule may count to.
    public static let mostOccurrences = 366

    enum Frequency: String { case daily = "DAILY", weekly = "WEEKLY", monthly = "MONTHLY" }

    /// A weekday, counted from 0 for Monday; in a month perhaps only the first, or the last but
    /// one (-2).
    struct WeekdayInMonth: Hashable {
        let ordinal: Int?
        let weekday: Int
    }

    /// When it ends.
    public enum End: Hashable, Sendable {
        /// After so many occurrences.
        case count(Int)
        /// With this day, by the local calendar.
        case day(Day)
        /// With what begins at this instant or before it.
        case instant(Instant)
    }

    /// The rule's text, in upper case and without `RRULE:`.
    public let text: String
    public let end: End
    let frequency: Frequency
    let interval: Int
    let weekdays: [WeekdayInMonth]
    /// Days of the month from 1, or from -1 backwards.
    let monthDays: [Int]
    let firstWeekday: Int
}

extension RecurrenceRule {
    /// Whether what begins on a day recurs on it. RFC 5545 leaves undefined what else it would mean
    /// (section 3.8.5.3).
    public func includes(start: Day) -> Bool { matches(start, start: start) }

    /// The days of the occurrences of something that begins on a day, in their order.
    ///
    /// A date that a month does not have is left out and not counted. If the end is an instant, the
    /// last days may be beyond it, since which one it falls on depends on the zone.
    /// - Parameter most: days at the most; the others are left out.
    public func days(from start: Day, most: Int) -> [Day] {
        let last = lastDay
        let most = if case .count(let count) = end { min(most, count) } else { most }
        var days: [Day] = []
        var period = 0
        while days.count < most {
            let candidates = self.days(ofPeriod: period, from: start)
            guard let first = candidates.first, first <= last else { break }
            for day in candidates
            where day >= start && day <= last && days.count < most && matches(day, start: start) {
                days.append(day)
            }
            period += 1
        }
        return days
    }

    /// Two days before the year 10000, so that no clock shows that year.
    private static let lastOfAll = Day(daysSince2000: 2_921_937)

    private var lastDay: Day {
        switch end {
        case .count: Self.lastOfAll
        case .day(let day): min(day, Self.lastOfAll)
        // No clock is more than a day ahead of UTC.
        case .instant(let instant):
            min(Day(daysSince2000: instant.parts.date.daysSince2000 + 1), Self.lastOfAll)
        }
    }

    /// All days of the day, week or month that is so many intervals after the start's.
    private func days(ofPeriod period: Int, from start: Day) -> [Day] {
        let distance = period * interval
        switch frequency {
        case .daily: return [Day(daysSince2000: start.daysSince2000 + distance)]
        case .weekly:
            let monday = start.daysSince2000 - (start.weekday - firstWeekday + 7) % 7
            return (0..<7).map { Day(daysSince2000: monday + distance * 7 + $0) }
        case .monthly:
            let date = CivilDate(daysSince2000: start.daysSince2000)
            let months = date.year * 12 + date.month - 1 + distance
            let (year, month) = (months / 12, months % 12 + 1)
            guard let first = CivilDate(year: year, month: month, day: 1) else { return [] }
            return (0..<CivilDate.length(ofMonth: month, year: year)).map {
                Day(daysSince2000: first.daysSince2000 + $0)
            }
        }
    }

    private func matches(_ day: Day, start: Day) -> Bool {
        let date = CivilDate(daysSince2000: day.daysSince2000)
        let length = CivilDate.length(ofMonth: date.month, year: date.year)
        if weekdays.isEmpty, monthDays.isEmpty {
            switch frequency {
            case .daily: return true
            case .weekly: return day.weekday == start.weekday
            case .monthly:
                return date.day == CivilDate(daysSince2000: start.daysSince2000).day
            }
        }
        let isWeekday = weekdays.contains {
            let ordinals = [nil, (date.day + 6) / 7, -((length - date.day) / 7 + 1)]
            return $0.weekday == day.weekday && ordinals.contains($0.ordinal)
        }
        let isMonthDay = monthDays.contains { $0 == date.day || $0 == date.day - length - 1 }
        return (weekdays.isEmpty || isWeekday) && (monthDays.isEmpty || isMonthDay)
    }
}

extension Day {
    /// 0 for Monday to 6 for Sunday.
    var weekday: Int {
        // 2000-01-01 was a Saturday.
        ((daysSince2000 + 5) % 7 + 7) % 7
    }
}

internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// The days of a fast: a list of dates, or a span of time with the weekdays that count in it.
struct FastDays: ParameterContent {
    /// Days of a fast at the most.
    private static let most = 1_000
    /// From the day that was a Saturday, 2000-01-01, on.
    private static let weekdays = [
        "saturday", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday",
    ]
    private static let calendar =
        Day(daysSince2000: -36_524)...Day(daysSince2000: 365_241)  // 1900 to 2999.

    /// The days as an array of PostgreSQL.
    private let array: String

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .any }
    static var expectation: String {
        """
        a list of dates such as "2030-03-06", or an object such as \
        {"from":"2030-03-06","to":"2030-04-20","weekdays":["wednesday","friday"]}, where weekdays \
        may be left out; dates from 1900 to 2999, at most \(most) of them
        """
    }
    static func parse(_ text: String) -> FastDays? { nil }
    static func parse(_ json: JSONValue) -> FastDays? {
        guard let days = listed(json) ?? spanned(json), days.count <= most else { return nil }
        return FastDays(days)
    }

    private static func listed(_ json: JSONValue) -> [Day]? {
        guard case .array(let elements) = json, elements.count <= most else { return nil }
        let days = elements.compactMap(day)
        return days.count == elements.count ? days : nil
    }

    private static func spanned(_ json: JSONValue) -> [Day]? {
        guard case .object(let members) = json,
            members.allSatisfy({ ["from", "to", "weekdays"].contains($0.name) }),
            let from = member("from", members).flatMap(day),
            let to = member("to", members).flatMap(day), from <= to
        else { return nil }
        var wanted = Set(weekdays.indices)
        if let chosen = member("weekdays", members) {
            guard case .array(let names) = chosen, !names.isEmpty else { return nil }
            let indices = names.compactMap(weekday)
            guard indices.count == names.count else { return nil }
            wanted = Set(indices)
        }
        // Whoever wants a thousand weeks of Fridays can have them; a thousand years are a mistake.
        guard to.daysSince2000 - from.daysSince2000 < 7 * most else { return nil }
        return (from.daysSince2000...to.daysSince2000)
            .filter { wanted.contains((($0 % 7) + 7) % 7) }
            .map(Day.init(daysSince2000:))
    }

    private static func member(_ name: String, _ members: [JSONValue.Member]) -> JSONValue? {
        members.first { $0.name == name }?.value
    }

    private static func day(_ json: JSONValue) -> Day? {
        guard case .string(let text) = json, let day = Day(text), calendar.contains(day) else {
            return nil
        }
        return day
    }

    private static func weekday(_ json: JSONValue) -> Int? {
        guard case .string(let name) = json else { return nil }
        return weekdays.firstIndex(of: name)
    }

    var value: Value { .text(array) }
    private init(_ days: [Day]) {
        array = "{" + days.map { String($0.start.text.prefix(10)) }.joined(separator: ",") + "}"
    }
    init?(_ value: Value) {
        guard case .text(let array) = value else { return nil }
        self.array = array
    }
}

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
        Day(daysSince2000: -36_524)...Day(daysSince2000: 365_242)  // 1900 to 2999.

    /// The days as an array of PostgreSQL.
    private let array: String

    static var postgresType: PostgresType { .text }
    static var schema: Schema {
        .oneOf([
            .array(Day.schema),
            .object([
                .init("from", Day.schema), .init("to", Day.schema),
                .init("weekdays", .array(.choice(weekdays)), isRequired: false),
            ]),
        ])
    }
    static var expectation: String {
        """
        a list of dates such as "2030-03-06", or an object such as \
        {"from":"2030-03-06","to":"2030-04-20","weekdays":["wednesday","friday"]}
        """
    }
    static func parse(_ text: String) -> FastDays? { nil }
    static func read(_ json: JSONValue) throws(ParameterFault) -> FastDays {
        switch json {
        case .array(let elements): try listed(elements)
        case .object(let members): try spanned(members)
        default: throw ParameterFault(detail: "must be \(expectation)")
        }
    }

    private static func listed(_ elements: [JSONValue]) throws(ParameterFault) -> FastDays {
        guard elements.count <= most else { throw tooMany }
        let days = elements.map(day)
        let wrong = days.indices.filter { days[$0] == nil }
        guard wrong.isEmpty else {
            throw ParameterFault(details: wrong.map { ("/\($0)", "must be \(expectedDay)") })
        }
        return FastDays(days.compactMap { $0 })
    }

    private static func spanned(_ members: [JSONValue.Member]) throws(ParameterFault) -> FastDays {
        var from: Day?
        var to: Day?
        var wanted = Set(weekdays.indices)
        var faults: [(place: String, detail: String)] = []
        for member in members {
            let place = JSONPointer.root.appending(member.name).description
            switch member.name {
            case "from":
                from = day(member.value)
                if from == nil { faults.append((place, "must be \(expectedDay)")) }
            case "to":
                to = day(member.value)
                if to == nil { faults.append((place, "must be \(expectedDay)")) }
            case "weekdays":
                let chosen = chosenWeekdays(member.value)
                wanted = chosen.indices
                faults += chosen.faults.map { (place + $0.place, $0.detail) }
            default: faults.append((place, "is not a member of a span"))
            }
        }
        for name in ["from", "to"] where !members.contains(where: { $0.name == name }) {
            faults.append(("/\(name)", "must be given"))
        }
        if let from, let to, to < from { faults.append(("/to", "must not be before from")) }
        guard faults.isEmpty, let from, let to else { throw ParameterFault(details: faults) }
        // Whoever wants a thousand weeks of Fridays can have them; a thousand years are not even
        // counted through.
        guard to.daysSince2000 - from.daysSince2000 < 7 * most else { throw tooMany }
        let days = (from.daysSince2000...to.daysSince2000)
            .filter { wanted.contains((($0 % 7) + 7) % 7) }
        guard days.count <= most else { throw tooMany }
        return FastDays(days.map(Day.init(daysSince2000:)))
    }

    private static func chosenWeekdays(_ json: JSONValue) -> (
        indices: Set<Int>, faults: [(place: String, detail: String)]
    ) {
        guard case .array(let names) = json, !names.isEmpty, names.count <= weekdays.count else {
            return ([], [("", "must be a list of one to seven weekdays")])
        }
        let indices = names.map { name -> Int? in
            guard case .string(let text) = name else { return nil }
            return weekdays.firstIndex(of: text)
        }
        let wrong = indices.indices.filter { indices[$0] == nil }
        return (
            Set(indices.compactMap { $0 }),
            wrong.map { ("/\($0)", "must be a weekday such as friday") }
        )
    }

    private static func day(_ json: JSONValue) -> Day? {
        Day.parse(json).flatMap { calendar.contains($0) ? $0 : nil }
    }

    private static var expectedDay: String { Day.expectation + ", from 1900 to 2999" }

    private static var tooMany: ParameterFault {
        ParameterFault(detail: "must be at most \(most) days")
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

internal import API
internal import JSON
internal import Postgres

/// An amount of money as text, such as `120.00`: at most two decimals, kept in minor units.
struct Money: ParameterContent {
    /// Minor units at the most: what nobody charges.
    private static let most = 100_000_000_000

    let minorUnits: Int

    static var postgresType: PostgresType { .int8 }
    static var schema: Schema { .string(format: "decimal") }
    static var expectation: String { "an amount as text, such as \"120.00\"" }

    static func parse(_ text: String) -> Money? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(Array.init)
        guard (1...2).contains(parts.count), (1...9).contains(parts[0].count),
            parts.count == 1 || (1...2).contains(parts[1].count),
            parts.joined().allSatisfy({ ("0"..."9").contains($0) }),
            let whole = Int(String(parts[0])),
            let cents = Int(parts.count == 1 ? "0" : (String(parts[1]) + "0").prefix(2))
        else { return nil }
        let amount = whole * 100 + cents
        return amount <= most ? Money(minorUnits: amount) : nil
    }

    var value: Value { .int(Int64(minorUnits)) }
    init(minorUnits: Int) { self.minorUnits = minorUnits }
    init?(_ value: Value) {
        guard case .int(let number) = value else { return nil }
        minorUnits = Int(number)
    }
}

/// A code of ISO 4217, such as `EUR`.
struct Currency: ParameterContent {
    let code: String

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .string(length: 3...3) }
    static var expectation: String { "a currency code such as EUR" }
    static func parse(_ text: String) -> Currency? {
        // Byte by byte, as "É" is a character between "A" and "Z".
        text.utf8.count == 3
            && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
            ? Currency(code: text) : nil
    }
    var value: Value { .text(code) }
    init(code: String) { self.code = code }
    init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        code = text
    }
}

/// A time of day, such as `19:30`.
struct TimeOfDay: ParameterContent {
    let minutes: Int

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .string(format: "time") }
    static var expectation: String { "a time such as 19:30" }
    static func parse(_ text: String) -> TimeOfDay? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
            let hour = Int(text.prefix(2)), let minute = Int(text.suffix(2)),
            [0, 1, 3, 4].allSatisfy({ (0x30...0x39).contains(bytes[$0]) }),
            hour < 24, minute < 60
        else { return nil }
        return TimeOfDay(minutes: hour * 60 + minute)
    }
    var text: String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
    var value: Value { .text(text) }
    init(minutes: Int) { self.minutes = minutes }
    init?(_ value: Value) {
        guard case .text(let text) = value, let time = TimeOfDay.parse(text) else { return nil }
        self = time
    }
}

/// When a venue is open: by weekday, spans in the order in which they begin, such as
/// `{"monday":[{"opens":"08:00","closes":"22:00"}]}`. One that closes no later than it opens lasts
/// into the next day; without any weekday the venue is always open.
struct OpeningHours: ParameterContent {
    private static let weekdays = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    private let json: String

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .any }
    static var expectation: String {
        """
        an object with weekdays such as "monday", each a list of spans such as \
        {"opens":"08:00","closes":"22:00"} in order
        """
    }
    static func parse(_ text: String) -> OpeningHours? { nil }
    static func parse(_ json: JSONValue) -> OpeningHours? {
        guard case .object(let days) = json else { return nil }
        var texts: [String] = []
        for day in days {
            guard weekdays.contains(day.name), let spans = spans(day.value) else { return nil }
            texts.append("\"\(day.name)\":[\(spans.joined(separator: ","))]")
        }
        return OpeningHours(json: "{\(texts.joined(separator: ","))}")
    }

    private static func spans(_ json: JSONValue) -> [String]? {
        guard case .array(let elements) = json, elements.count <= 24 else { return nil }
        var last = -1
        var texts: [String] = []
        for element in elements {
            guard case .object(let members) = element, members.count == 2,
                let opens = time("opens", members),
                let closes = time("closes", members, isEnd: true), opens.minutes > last
            else { return nil }
            last = opens.minutes
            texts.append("{\"opens\":\"\(opens.text)\",\"closes\":\"\(closes.text)\"}")
        }
        return texts
    }

    private static func time(
        _ name: String, _ members: [JSONValue.Member], isEnd: Bool = false
    ) -> TimeOfDay? {
        guard case .string(let text)? = members.first(where: { $0.name == name })?.value else {
            return nil
        }
        return isEnd && text == "24:00" ? TimeOfDay(minutes: 24 * 60) : TimeOfDay.parse(text)
    }

    var value: Value { .text(json) }
    private init(json: String) { self.json = json }
    init?(_ value: Value) {
        guard case .text(let json) = value else { return nil }
        self.json = json
    }
}

public import Calendar
public import JSON
public import Postgres

/// A Swift type that a parameter can have: how it is read from a request, and how it travels to
/// PostgreSQL.
public protocol ParameterContent: Sendable {
    /// The type of the SQL parameter.
    static var postgresType: PostgresType { get }
    /// The shape in the OpenAPI document.
    static var schema: Schema { get }
    /// What a good value is, to follow the words "must be".
    static var expectation: String { get }
    /// Reads the text of a path segment or a query parameter; nil if it is not of this type.
    static func parse(_ text: String) -> Self?
    /// Reads a member of a JSON body; nil if it is not of this type.
    static func parse(_ json: JSONValue) -> Self?
    /// Reads a member of a JSON body, or says which of its parts are wrong.
    static func read(_ json: JSONValue) throws(ParameterFault) -> Self
    /// The value for PostgreSQL.
    var value: Value { get }
    /// The content of a value that `value` gave.
    init?(_ value: Value)
}

extension ParameterContent {
    /// Types written as strings in JSON are read as in a query.
    public static func parse(_ json: JSONValue) -> Self? {
        if case .string(let text) = json { return parse(text) }
        return nil
    }

    public static func read(_ json: JSONValue) throws(ParameterFault) -> Self {
        guard let content = parse(json) else {
            throw ParameterFault(detail: "must be \(expectation)")
        }
        return content
    }
}

extension Int: ParameterContent {
    public static var postgresType: PostgresType { .int8 }
    public static var schema: Schema { .integer() }
    public static var expectation: String { "a whole number" }
    public static func parse(_ text: String) -> Int? {
        // Swift also reads "+5", "-0" and "007"; a number here has one spelling.
        Int(text).flatMap { String($0) == text ? $0 : nil }
    }
    public static func parse(_ json: JSONValue) -> Int? {
        if case .number(let number) = json { return number.int64.map { Int($0) } }
        return nil
    }
    public var value: Value { .int(Int64(self)) }
    public init?(_ value: Value) {
        guard case .int(let number) = value else { return nil }
        self.init(number)
    }
}

extension String: ParameterContent {
    public static var postgresType: PostgresType { .text }
    public static var schema: Schema { .string() }
    public static var expectation: String { "a text" }
    public static func parse(_ text: String) -> String? { text }
    public var value: Value { .text(self) }
    public init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self = text
    }
}

extension Bool: ParameterContent {
    public static var postgresType: PostgresType { .bool }
    public static var schema: Schema { .boolean }
    public static var expectation: String { "true or false" }
    public static func parse(_ text: String) -> Bool? { Bool(text) }
    public static func parse(_ json: JSONValue) -> Bool? {
        if case .bool(let flag) = json { return flag }
        return nil
    }
    public var value: Value { .bool(self) }
    public init?(_ value: Value) {
        guard case .bool(let flag) = value else { return nil }
        self = flag
    }
}

extension Instant: ParameterContent {
    public static var postgresType: PostgresType { .timestamptz }
    public static var schema: Schema { .string(format: "date-time") }
    public static var expectation: String { "an RFC 3339 date-time such as 2030-05-01T19:00:00Z" }
    public static func parse(_ text: String) -> Instant? { Instant(text) }
    public var value: Value { .instant(microseconds) }
    public init?(_ value: Value) {
        guard case .instant(let microseconds) = value else { return nil }
        self.init(microseconds: microseconds)
    }
}

extension Day: ParameterContent {
    public static var postgresType: PostgresType { .date }
    public static var schema: Schema { .string(format: "date") }
    public static var expectation: String { "a date such as 2030-05-01" }
    public static func parse(_ text: String) -> Day? { Day(text) }
    public var value: Value { .day(Int32(daysSince2000)) }
    public init?(_ value: Value) {
        guard case .day(let days) = value else { return nil }
        self.init(daysSince2000: Int(days))
    }
}

/// A parameter with a closed set of values, kept as a PostgreSQL enum with the same labels.
public protocol ChoiceContent: ParameterContent, RawRepresentable<String>, CaseIterable {}

extension ChoiceContent {
    public static var postgresType: PostgresType { .inferred }
    public static var schema: Schema { .choice(allCases.map(\.rawValue)) }
    public static var expectation: String {
        "one of " + allCases.map(\.rawValue).joined(separator: ", ")
    }
    public static func parse(_ text: String) -> Self? { Self(rawValue: text) }
    public var value: Value { .text(rawValue) }
    public init?(_ value: Value) {
        guard case .text(let label) = value else { return nil }
        self.init(rawValue: label)
    }
}

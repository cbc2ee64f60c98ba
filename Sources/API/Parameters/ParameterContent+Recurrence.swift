public import Calendar
internal import JSON
public import Postgres

extension RecurrenceRule: ParameterContent {
    /// Characters of a rule at the most.
    private static let longest = 500

    public static var postgresType: PostgresType { .text }
    public static var schema: Schema { .string(length: 1...longest) }
    public static var expectation: String {
        "a recurrence rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=TU;COUNT=20"
    }
    public static func parse(_ text: String) -> RecurrenceRule? { try? RecurrenceRule(text) }
    public var value: Value { .text(text) }
    public init?(_ value: Value) {
        guard case .text(let text) = value, let rule = Self.parse(text) else { return nil }
        self = rule
    }

    fileprivate static func read(_ json: JSONValue) -> Result<Value, ParameterFault> {
        guard case .string(let text) = json else {
            return .failure(ParameterFault(detail: "must be \(expectation)"))
        }
        guard text.utf8.count <= longest else {
            return .failure(ParameterFault(detail: "must have at most \(longest) characters"))
        }
        do throws(Faults) {
            return .success(try RecurrenceRule(text).value)
        } catch {
            return .failure(ParameterFault(details: error.details.map { ("", $0) }))
        }
    }
}

extension Body where Content == RecurrenceRule {
    /// Declares a rule that may be left out. Every fault of it is named.
    public init(optional name: String, _ summary: String) {
        declaration = ParameterDeclaration(
            name: name, location: .body, postgresType: Content.postgresType, schema: Content.schema,
            summary: summary, isRequired: false, standard: nil,
            parseText: { RecurrenceRule.read(.string($0)) }, parseJSON: RecurrenceRule.read)
    }
}

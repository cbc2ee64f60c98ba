internal import API
internal import JSON
internal import Postgres

/// How sure something is, from 0 to 1. It is kept in thousandths.
struct Confidence: ParameterContent {
    private let literal: String

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .any }
    static var expectation: String { "a number from 0 to 1" }
    static func parse(_ text: String) -> Confidence? { nil }
    static func parse(_ json: JSONValue) -> Confidence? {
        guard case .number(let number) = json, let double = number.double,
            (0...1).contains(double)
        else { return nil }
        // Never the client's own text: PostgreSQL would write out an exponent in digits.
        let thousandths = Int((double * 1_000).rounded())
        let digits = String(thousandths % 1_000)
        let zeros = String(repeating: "0", count: 3 - digits.utf8.count)
        return Confidence(literal: "\(thousandths / 1_000).\(zeros)\(digits)")
    }
    var value: Value { .text(literal) }
    private init(literal: String) { self.literal = literal }
    init?(_ value: Value) {
        guard case .text(let literal) = value else { return nil }
        self.literal = literal
    }
}

public import JSON
public import Postgres

/// A text that is shown on one line, such as a name, a title or a subject: 1 to 200 characters, of
/// which no control character breaks the line and no space stands around the rest.
public struct Line: ParameterContent {
    /// Characters at the most.
    private static let longest = 200

    /// The text.
    public let text: String

    public static var postgresType: PostgresType { .text }
    public static var schema: Schema { .string(length: 1...longest) }
    public static var expectation: String { "a text of 1 to \(longest) characters on one line" }

    public static func parse(_ text: String) -> Line? {
        fault(of: text) == nil ? Line(text: text) : nil
    }

    public static func read(_ json: JSONValue) throws(ParameterFault) -> Line {
        guard case .string(let text) = json else {
            throw ParameterFault(detail: "must be \(expectation)")
        }
        if let detail = fault(of: text) { throw ParameterFault(detail: detail) }
        return Line(text: text)
    }

    private static func fault(of text: String) -> String? {
        let scalars = text.unicodeScalars
        if scalars.allSatisfy(\.properties.isWhitespace) { return "must not be blank" }
        if scalars.count > longest { return "must have at most \(longest) characters" }
        if scalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "must be on one line, without control characters"
        }
        let hasSpaceAround = [scalars.first, scalars.last].contains {
            $0?.properties.isWhitespace ?? false
        }
        return hasSpaceAround ? "must not begin or end with a space" : nil
    }

    public var value: Value { .text(text) }
    init(text: String) { self.text = text }
    public init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.text = text
    }
}

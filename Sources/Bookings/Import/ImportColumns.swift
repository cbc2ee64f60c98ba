public import API
public import Postgres

/// What the columns of another system's CSV mean: `venue.name:Room,start_datetime:From`.
public struct ImportColumns: ParameterContent {
    private let pairs: [(field: ImportField, column: String)]
    private let text: String

    public static var postgresType: PostgresType { .text }
    public static var schema: Schema { .string() }
    public static var expectation: String {
        "members and columns, each pair with a colon between, separated by commas; the members are "
            + ImportField.all.map(\.name).joined(separator: ", ")
    }

    public static func parse(_ text: String) -> ImportColumns? { ImportColumns(.text(text)) }

    public var value: Value { .text(text) }

    public init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.text = text
        var pairs: [(field: ImportField, column: String)] = []
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let field = ImportField.named(String(parts[0])),
                !pairs.contains(where: { $0.field.name == field.name || $0.column == parts[1] })
            else { return nil }
            pairs.append((field, String(parts[1])))
        }
        self.pairs = pairs
    }

    /// The member that a column holds, or nil if it is of no use.
    func field(_ column: String) -> ImportField? { pairs.first { $0.column == column }?.field }
}

internal import API
internal import Postgres

/// Some of a booking's members, in the order in which they are wanted: `id,status,venue`.
struct ExportFields: ParameterContent {
    let columns: [Column]

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .string() }
    static var expectation: String {
        "one or more of \(BookingColumns.all.map(\.name).joined(separator: ", ")), each once"
    }

    static func parse(_ text: String) -> ExportFields? { ExportFields(.text(text)) }

    var value: Value { .text(columns.map(\.name).joined(separator: ",")) }

    init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        var columns: [Column] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let column = BookingColumns.all.first(where: { $0.name == name }),
                !columns.contains(where: { $0.name == name })
            else { return nil }
            columns.append(column)
        }
        self.columns = columns
    }
}

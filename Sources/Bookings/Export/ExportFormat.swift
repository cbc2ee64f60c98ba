internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// The formats of an export.
enum ExportFormat: String, ChoiceContent {
    case json, ndjson, csv

    var mediaType: String {
        switch self {
        case .json: "application/json"
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv; charset=utf-8; header=present"
        }
    }

    var schema: Schema {
        switch self {
        case .json:
            .object([
                .init("as_of", .string(format: "date-time")),
                .init("items", .array(Schema.object(BookingColumns.all))),
                .init("rows", .integer()), .init("complete", .boolean),
            ])
        case .ndjson, .csv: .string()
        }
    }

    /// What writes the rows in this format.
    func writer(
        _ columns: [Column], asOf: Instant, hasEndMark: Bool, output: Output
    ) -> any ExportWriter {
        switch self {
        case .json: JSONExport(columns, asOf, output)
        case .ndjson: NDJSONExport(columns, asOf, output)
        case .csv: CSVExport(columns, hasEndMark, output)
        }
    }
}

/// Writes an export's rows in one format. Only `end` writes what shows that the export is whole.
protocol ExportWriter {
    mutating func begin() throws
    mutating func write(_ row: Row) throws
    /// Marks the place of the row that was written last.
    mutating func checkpoint(_ place: RowPlace) throws
    mutating func end(rows: Int) throws
}

/// `{"as_of":…,"items":[…],"rows":N,"complete":true}`.
struct JSONExport: ExportWriter {
    private let encoder: RowEncoder
    private let asOf: Instant
    private let output: Output
    private var isFirst = true

    init(_ columns: [Column], _ asOf: Instant, _ output: Output) {
        encoder = RowEncoder(json: columns)
        self.asOf = asOf
        self.output = output
    }

    mutating func begin() throws { try output.write("{\"as_of\":\"\(asOf.text)\",\"items\":[\n") }

    mutating func write(_ row: Row) throws {
        if !isFirst { try output.write(",\n") }
        isFirst = false
        try encoder.write(row, to: output)
    }

    mutating func checkpoint(_ place: RowPlace) throws {}

    mutating func end(rows: Int) throws {
        try output.write("\n],\"rows\":\(rows),\"complete\":true}\n")
    }
}

/// One booking a line, then one line that says that it is whole.
struct NDJSONExport: ExportWriter {
    private let encoder: RowEncoder
    private let asOf: Instant
    private let output: Output

    init(_ columns: [Column], _ asOf: Instant, _ output: Output) {
        encoder = RowEncoder(json: columns)
        self.asOf = asOf
        self.output = output
    }

    mutating func begin() throws {}

    mutating func write(_ row: Row) throws {
        try encoder.write(row, to: output)
        try output.write("\n")
    }

    mutating func checkpoint(_ place: RowPlace) throws {
        try output.write("{\"checkpoint\":\"\(place.text)\"}\n")
    }

    mutating func end(rows: Int) throws {
        try output.write("{\"rows\":\(rows),\"complete\":true,\"as_of\":\"\(asOf.text)\"}\n")
    }
}

/// RFC 4180, with a header line and a comment as end mark.
struct CSVExport: ExportWriter {
    private let encoder: CSVEncoder
    private let hasEndMark: Bool
    private let output: Output

    init(_ columns: [Column], _ hasEndMark: Bool, _ output: Output) {
        encoder = CSVEncoder(columns)
        self.hasEndMark = hasEndMark
        self.output = output
    }

    mutating func begin() throws { try output.write(encoder.header) }

    mutating func write(_ row: Row) throws { try encoder.write(row, to: output) }

    mutating func checkpoint(_ place: RowPlace) throws {}

    mutating func end(rows: Int) throws {
        if hasEndMark { try output.write("#complete,rows=\(rows)\r\n") }
    }
}

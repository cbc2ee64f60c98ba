public import JSON
public import Postgres

/// Writes rows as CSV (RFC 4180); nested objects become columns such as `venue_name`.
///
/// A text that a spreadsheet would run as a formula gets an apostrophe before it, which
/// spreadsheets take for "this is text" (OWASP, "CSV Injection"). So does one that begins like that
/// already, so that ``CSVReader`` can take away what was put there.
public struct CSVEncoder: Sendable {
    private let scalars: [RowEncoder.Scalar]
    private let names: [String]

    /// An encoder of rows with these columns.
    public init(_ columns: [Column]) {
        let leaves = columns.flatMap { Self.leaves($0, prefix: "") }
        names = leaves.map(\.name)
        scalars = leaves.map(\.scalar)
    }

    private static func leaves(_ column: Column, prefix: String)
        -> [(name: String, scalar: RowEncoder.Scalar)]
    {
        if case .object(let inner) = column.kind {
            return inner.flatMap { leaves($0, prefix: prefix + column.name + "_") }
        }
        return [(prefix + column.name, RowEncoder.Scalar(column.kind))]
    }

    /// The first line.
    public var header: String { names.joined(separator: ",") + "\r\n" }

    /// Writes one row. NULL and an empty text are both nothing.
    public func write(_ row: Row, to output: Output) throws {
        for (field, scalar) in scalars.enumerated() {
            if field > 0 { try output.write(",") }
            let bytes = unsafe row.bytes(field)
            if unsafe bytes.isEmpty {
                // A line of nothing would be no row at all.
                if scalars.count == 1 { try output.write("\"\"") }
                continue
            }
            switch scalar {
            case .text: try unsafe write(text: bytes, to: output)
            case .bool: try output.write(unsafe bytes.first == 1 ? "1" : "0")
            case .json:
                try unsafe write(
                    text: UnsafeRawBufferPointer(rebasing: bytes.dropFirst()), to: output)
            default:
                try output.write(atMost: RowEncoder.longestScalar) { pen in
                    unsafe pen.unquoted(bytes, scalar)
                }
            }
        }
        try output.write("\r\n")
    }

    private func write(text bytes: UnsafeRawBufferPointer, to output: Output) throws {
        let isFormula = unsafe Self.isFormula(bytes)
        let needsQuotes = unsafe isFormula || bytes.contains { Self.specials.contains($0) }
        guard needsQuotes else { return try unsafe output.write(bytes) }
        try output.write(isFormula ? "\"'" : "\"")
        var rest = unsafe bytes[...]
        while let quote = unsafe rest.firstIndex(of: UInt8(ascii: "\"")) {
            try unsafe output.write(UnsafeRawBufferPointer(rebasing: rest[...quote]))
            try output.write("\"")
            unsafe rest = unsafe rest[(quote + 1)...]
        }
        try unsafe output.write(UnsafeRawBufferPointer(rebasing: rest))
        try output.write("\"")
    }

    /// Whether a text, after any number of apostrophes, begins as a formula does.
    static func isFormula(_ text: some Sequence<UInt8>) -> Bool {
        text.first { $0 != UInt8(ascii: "'") }.map(formulaStarts.contains) ?? false
    }

    private static let formulaStarts = Array("=+-@\t\r".utf8)
    private static let specials = Array(",\"\r\n".utf8)
}

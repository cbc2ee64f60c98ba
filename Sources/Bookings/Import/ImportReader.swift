/// Reads a file of bookings line by line.
protocol ImportReader {
    /// The next line that is a booking's, or nil at the end.
    mutating func next() throws -> ImportLine?
    /// Whether the file is an export that lacks its end, or lines within; known at the end.
    var isCutOff: Bool { get }
}

/// Bytes that a line of a file may have: notes of 4,000 characters take up to 48,000 when all of them
/// are escaped.
let longestImportLine = 65_536

/// What shows that an export is whole: its end mark, and as many rows as that says.
struct ExportEnd {
    /// Whether the rows are an export's, which has an end mark.
    var isExpected = false
    private var rows = 0
    private var isMissing = false

    mutating func countRow() {
        rows += 1
        isMissing = true
    }

    /// Takes an end mark, behind which another export may follow.
    mutating func take(rows told: Int) {
        isContradicted = isContradicted || told != rows
        rows = 0
        isMissing = false
    }

    private var isContradicted = false

    /// Whether the rows so far are not all of an export's.
    var isCutOff: Bool { isContradicted || (isExpected && isMissing) }
}

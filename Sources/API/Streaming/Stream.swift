internal import Configuration
public import JSON
public import Postgres

extension Call {
    /// Opens a cursor in a snapshot of its own, for streams of any length.
    /// - Parameters:
    ///   - before: statements whose rows are wanted first, from the same snapshot.
    /// - Returns: the cursor, and the first row of each statement of `before`.
    public func open(_ statement: PreparedSQL, before: [PreparedSQL] = []) throws -> (
        Cursor, [Rows]
    ) {
        try open(statement, values, before: before)
    }

    /// Opens a cursor with values other than the request's own.
    public func open(
        _ statement: PreparedSQL, _ values: ParameterValues, before: [PreparedSQL] = []
    ) throws -> (Cursor, [Rows]) {
        let limits = BatchLimits(bytes: services.configuration.number(Settings.batchBytes))
        return try Cursor.open(
            statement.command(values), before: before.map { $0.command(values) }, limits: limits,
            on: database)
    }
}

extension JSONWriter {
    /// Writes all rows of a cursor as elements of the array that is open.
    public mutating func rows(_ cursor: Cursor, _ encoder: RowEncoder) throws {
        while let rows = try cursor.next() {
            for index in 0..<rows.count {
                try separate()
                try encoder.write(rows[index], to: output)
            }
        }
    }
}

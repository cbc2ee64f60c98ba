public import API
public import JSON
public import Postgres

/// Imports a file of bookings: reads it line by line, has the database judge and make them a batch at
/// a time, and writes a verdict on each line; in constant memory, whatever the file's size.
public struct BookingImport {
    /// How often a batch is tried that others are in the way of.
    private static let attempts = 5

    private static let actor = ParameterDeclaration.machinery("actor", .int8)
    private static let lines = ParameterDeclaration.machinery("lines", .text)
    private static let createMissing = ParameterDeclaration.machinery("create_missing", .bool)
    private static let timeZone = ParameterDeclaration.machinery("time_zone", .text)
    private static let allVenues = ParameterDeclaration.machinery("all_venues", .bool)

    static let columns: [Column] = [
        .int("line"), .text("verdict"), .int("booking_id").orNull,
        .text("booking_reference").orNull, .text("errors", "errors::text").orNull,
    ]
    static let statement = PreparedSQL(
        columns,
        """
        FROM import_bookings(\(hole: actor), \(hole: lines)::jsonb, \(hole: createMissing),
                             \(hole: timeZone), \(hole: allVenues))
        """)

    private let options: ImportOptions
    private let actor: Int64?
    private let connection: Connection
    private let output: Output
    /// Whether a verdict is written on each line, and not only on those that are refused.
    private let writesAll: Bool
    private let progress: (ImportSummary) throws -> Void

    /// Prepares an import.
    /// - Parameters:
    ///   - actor: who the bookings' history says has made them; nil: nobody.
    ///   - output: where the verdicts go, NDJSON.
    ///   - writesAll: whether to write a verdict on each line, and not only on refused ones.
    ///   - progress: called after each batch. What it throws ends the import.
    public init(
        _ options: ImportOptions, actor: Int64?, on connection: Connection, to output: Output,
        writesAll: Bool = true, progress: @escaping (ImportSummary) throws -> Void = { _ in }
    ) {
        self.options = options
        self.actor = actor
        self.connection = connection
        self.output = output
        self.writesAll = writesAll
        self.progress = progress
    }

    /// Imports a file.
    /// - Throws: what ended it. Line by line, what has a verdict by then is imported; at once, nothing
    ///   is.
    public func run(_ source: any ByteStream) throws -> ImportSummary {
        let reader = try reader(source)
        var summary: ImportSummary
        if options.isAtOnce {
            summary = try connection.transaction { try judge(reader, in: $0) }
            if summary.isCommitted { summary.created = summary.valid }
        } else {
            summary = try judge(reader, by: insistently)
            summary.isCommitted = true
        }
        try summary.write(to: output)
        return summary
    }

    /// Judges all lines, and keeps what came of them if nothing is wrong.
    private func judge(_ reader: any ImportReader, in transaction: Transaction) throws
        -> ImportSummary
    {
        var summary = try judge(reader) { try transaction.run([$0])[0] }
        if !options.isDryRun, summary.refused == 0, !summary.isCutOff {
            _ = try transaction.commit()
            summary.isCommitted = true
        }
        return summary
    }

    private func reader(_ source: any ByteStream) throws -> any ImportReader {
        switch options.format {
        case .ndjson: return NDJSONImport(source)
        case .csv: return try CSVImport(source, options)
        }
    }

    private func judge(
        _ reader: any ImportReader, by run: (Command) throws -> Rows
    ) throws -> ImportSummary {
        var summary = ImportSummary(isDryRun: options.isDryRun)
        var reader = reader
        let batch = ImportBatch()
        while let line = try reader.next() {
            try batch.add(line)
            if batch.isFull { try judge(batch, &summary, run) }
        }
        if batch.count > 0 { try judge(batch, &summary, run) }
        summary.isCutOff = reader.isCutOff
        return summary
    }

    private func judge(
        _ batch: ImportBatch, _ summary: inout ImportSummary, _ run: (Command) throws -> Rows
    ) throws {
        var values = ParameterValues()
        values.set(Self.actor, actor.map(Value.int) ?? .null)
        values.set(Self.lines, try batch.take())
        values.set(Self.createMissing, .bool(options.createsMissing))
        values.set(Self.timeZone, .text(options.timeZone))
        values.set(Self.allVenues, .bool(options.isAtOnce && summary.lines == 0))
        let rows = try run(Self.statement.command(values))
        for index in 0..<rows.count { try write(rows[index], &summary) }
        // What is durable may be known; what is not can still be taken back.
        if !options.isAtOnce { try output.flush() }
        try progress(summary)
    }

    /// Runs a batch by itself, again if others were in the way.
    private func insistently(_ command: Command) throws -> Rows {
        var attempt = 1
        while true {
            do {
                return try connection.run([command])[0]
            } catch {
                guard attempt < Self.attempts, Self.isPassing(error) else { throw error }
                attempt += 1
            }
        }
    }

    /// Whether it was others who were in the way: lock_not_available or deadlock_detected.
    private static func isPassing(_ error: DatabaseError) -> Bool {
        guard case .statement(let error) = error else { return false }
        return ["55P03", "40P01"].contains(error.state)
    }

    /// Counts a verdict of the database's.
    /// - Returns: the verdict as it is told: what is made for a while only is no more than valid.
    private func count(_ verdict: String, _ summary: inout ImportSummary) -> String {
        summary.lines += 1
        if verdict == "refused" {
            summary.refused += 1
        } else if verdict == "duplicate" {
            summary.duplicates += 1
        } else if options.isAtOnce {
            summary.valid += 1
            return "valid"
        } else {
            summary.created += 1
        }
        return verdict
    }

    private func write(_ row: Row, _ summary: inout ImportSummary) throws {
        let verdict = count(row.text(1), &summary)
        guard writesAll || verdict == "refused" else { return }
        var json = JSONWriter(output)
        try json.object { json in
            try json.member("line", Int(row.int(0)))
            try json.member("verdict", verdict)
            if verdict != "valid", !row.isNull(2) { try json.member("id", Int(row.int(2))) }
            if let reference = row.optionalText(3) {
                try json.member("booking_reference", reference)
            }
            if let errors = row.optionalText(4) {
                try json.key("errors")
                try json.raw(errors)
            }
        }
        try output.write("\n")
    }
}

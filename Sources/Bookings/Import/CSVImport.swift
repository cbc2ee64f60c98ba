internal import API

/// A booking a record, with a header line: exports (`format=csv`), and other systems' files whose
/// columns are told (RFC 4180).
struct CSVImport: ImportReader {
    private static let mostFields = 256

    private var records: CSVReader
    private let columns: [ImportField?]
    private let decimalComma: Bool
    private var end = ExportEnd()

    /// Reads the header line.
    /// - Throws: 422 with every fault of it.
    init(_ source: any ByteStream, _ options: ImportOptions) throws {
        var records = CSVReader(
            source, separator: options.separator.byte, longest: longestImportLine,
            mostFields: Self.mostFields)
        decimalComma = options.decimal == .comma
        var names: [String] = []
        if try records.next(), records.flaw == nil {
            for index in 0..<records.count { names.append(records.text(index) ?? "") }
        }
        self.records = records
        columns = try Self.fields(names, options.columns)
        end.isExpected = options.columns == nil && names.contains("id")
    }

    var isCutOff: Bool { end.isCutOff }

    /// What the columns mean; nil for one that means nothing.
    private static func fields(_ names: [String], _ map: ImportColumns?) throws -> [ImportField?] {
        var faults: [Fault] = []
        let fields = names.map { name -> ImportField? in
            if let map { return map.field(name) }
            let field = ImportField.all.first { ImportField.column($0.name) == name }
            if field == nil, !ImportField.ignored.map(ImportField.column).contains(name) {
                faults.append(.pointer("/header", "“\(name)” is not a column of a booking"))
            }
            return field
        }
        var known = fields.compactMap { $0?.name }
        if Set(known).count < known.count {
            faults.append(.pointer("/header", "has a column twice"))
        }
        if known.contains(ImportField.venueID.name) { known.append(ImportField.venueName.name) }
        for field in [ImportField.start, .end, .venueName, .customerEmail]
        where !known.contains(field.name) {
            faults.append(.pointer("/header", "must have a column for \(field.name)"))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return fields
    }

    mutating func next() throws -> ImportLine? {
        while try records.next() {
            if takeMark() { continue }
            end.countRow()
            return read()
        }
        return nil
    }

    /// Takes `#complete,rows=N`.
    private mutating func takeMark() -> Bool {
        guard records.count == 2, records.flaw == nil, records.text(0) == "#complete",
            let text = records.text(1), text.hasPrefix("rows="), let rows = Int(text.dropFirst(5))
        else { return false }
        end.take(rows: rows)
        return true
    }

    private func read() -> ImportLine {
        if let flaw = records.flaw {
            return ImportLine(number: records.number, flaw: flaw.text(Self.mostFields))
        }
        guard records.count == columns.count else {
            return ImportLine(
                number: records.number,
                flaw: "must have \(columns.count) fields, as the header line has")
        }
        var line = ImportLine(number: records.number)
        for (index, field) in columns.enumerated() {
            guard let field, !records[index].isEmpty else { continue }
            guard let text = records.text(index) else {
                line.faults.append((field.pointer, "must be UTF-8 without U+0000"))
                line.given.append(field.name)
                continue
            }
            field.read(field.name == "total_amount" ? amount(text) : text, into: &line)
        }
        line.requireMembers()
        return line
    }

    private func amount(_ text: String) -> String {
        decimalComma ? String(text.map { $0 == "," ? "." : $0 }) : text
    }
}

extension CSVReader.Flaw {
    fileprivate func text(_ mostFields: Int) -> String {
        switch self {
        case .tooLong: "must have at most \(longestImportLine) bytes"
        case .tooManyFields: "must have at most \(mostFields) fields"
        case .openQuote: "has a quotation mark that is not closed"
        }
    }
}

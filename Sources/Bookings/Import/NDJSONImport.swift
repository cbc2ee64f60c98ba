internal import API
internal import JSON

/// A booking a line, as exports write them (`format=ndjson`).
struct NDJSONImport: ImportReader {
    private static let json = JSONReader(
        limits: JSONLimits(
            maximumBytes: longestImportLine, maximumDepth: 4, maximumElements: 100))

    private var lines: LineReader
    private var end = ExportEnd()

    init(_ source: any ByteStream) { lines = LineReader(source, longest: longestImportLine) }

    var isCutOff: Bool { end.isCutOff }

    mutating func next() throws -> ImportLine? {
        while try lines.next() {
            if lines.line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            if let line = read() {
                end.countRow()
                return line
            }
        }
        return nil
    }

    /// Reads the present line.
    /// - Returns: nil for a checkpoint or an end mark.
    private mutating func read() -> ImportLine? {
        guard !lines.isTooLong else {
            return ImportLine(
                number: lines.number, flaw: "must have at most \(longestImportLine) bytes")
        }
        let value: JSONValue
        do {
            value = try Self.json.parse(lines.line)
        } catch {
            let place = "character \(error.column)"
            return ImportLine(
                number: lines.number, flaw: "must be JSON: \(place): \(error.reason.text)")
        }
        guard case .object(let members) = value else {
            return ImportLine(number: lines.number, flaw: "must be an object")
        }
        return isMark(members) ? nil : booking(members)
    }

    private mutating func isMark(_ members: [JSONValue.Member]) -> Bool {
        if members.count == 1, members[0].name == "checkpoint" {
            end.isExpected = true
            return true
        }
        guard members.contains(where: { $0.name == "complete" && $0.value == .bool(true) }),
            case .number(let rows)? = members.first(where: { $0.name == "rows" })?.value
        else { return false }
        end.take(rows: rows.int64.map(Int.init) ?? -1)
        return true
    }

    private mutating func booking(_ members: [JSONValue.Member]) -> ImportLine {
        var line = ImportLine(number: lines.number)
        for member in members {
            if member.name == "id" { end.isExpected = true }
            guard ["venue", "customer"].contains(member.name) else {
                // A dot is ours: it stands between an object's name and its member's.
                if member.name.contains(".") {
                    line.faults.append(("/\(member.name)", "is not a member of a booking"))
                } else {
                    read(member.name, member.value, &line)
                }
                continue
            }
            guard case .object(let inner) = member.value else {
                line.faults.append(("/\(member.name)", "must be an object"))
                continue
            }
            for part in inner { read("\(member.name).\(part.name)", part.value, &line) }
        }
        line.requireMembers()
        return line
    }

    private func read(_ name: String, _ value: JSONValue, _ line: inout ImportLine) {
        if let field = ImportField.named(name) {
            if value != .null { field.read(value, into: &line) }
        } else if !ImportField.ignored.contains(name) {
            line.faults.append((ImportField.pointer(name), "is not a member of a booking"))
        }
    }
}

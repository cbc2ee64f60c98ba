/// A constraint that PostgreSQL keeps by an index of the same name.
struct IndexConstraint {
    let name: String
    let table: String
    /// `PRIMARY KEY`, `UNIQUE` or `EXCLUDE`.
    let keyword: String
    /// What stands behind the keyword: the columns in parentheses, and what follows them.
    let definition: String

    /// Whether PostgreSQL can build the index only together with the constraint.
    var isExclusion: Bool { keyword == "EXCLUDE" }

    /// The index's name while it is built and no constraint's yet.
    var interimName: String { name + "_anew" }

    /// The statement that adds the constraint; it keeps everybody from the table while it builds the
    /// index.
    var statement: String { "\(addition) \(keyword) \(definition)" }

    /// The statement that builds the index alone, under its interim name, while others read and
    /// write. There is none for an exclusion constraint.
    var building: String {
        "CREATE UNIQUE INDEX CONCURRENTLY \(interimName) ON \(table) \(definition)"
    }

    /// The statement that makes that index the constraint's and gives it its name, in an instant.
    var adoption: String { "\(addition) \(keyword) USING INDEX \(interimName)" }

    private var addition: String { "ALTER TABLE \(table) ADD CONSTRAINT \(name)" }
}

extension IndexConstraint {
    /// Reads the constraints out of a `CREATE TABLE` statement.
    static func all(inTable statement: String) -> [IndexConstraint] {
        guard let open = statement.firstIndex(of: "("),
            let table = statement[..<open].split(whereSeparator: \.isWhitespace).last
        else { return [] }
        return statement[statement.index(after: open)...].elements.compactMap {
            IndexConstraint($0, table: String(table))
        }
    }

    /// Reads a column or a constraint of a table; nil if it has no index.
    private init?(_ element: String, table: String) {
        let words = element.split(whereSeparator: \.isWhitespace)
        for place in words.indices.dropLast(2) where words[place] == "CONSTRAINT" {
            let tail = words[(place + 2)...]
            let count = tail.starts(with: ["PRIMARY", "KEY"]) ? 2 : 1
            let keyword = tail.prefix(count).joined(separator: " ")
            guard ["PRIMARY KEY", "UNIQUE", "EXCLUDE"].contains(keyword) else { continue }
            let isColumn = place > words.startIndex
            self.init(
                name: String(words[place + 1]), table: table, keyword: keyword,
                definition: isColumn
                    ? "(\(words[0]))" : tail.dropFirst(count).joined(separator: " "))
            return
        }
        return nil
    }
}

extension Substring {
    /// What commas separate, up to the closing parenthesis, without looking into parentheses and
    /// quotes.
    fileprivate var elements: [String] {
        var elements = [""]
        var depth = 0
        var isQuoted = false
        for character in self {
            switch character {
            case "'": isQuoted.toggle()
            case "(" where !isQuoted: depth += 1
            case ")" where !isQuoted:
                depth -= 1
                if depth < 0 { return elements }
            case "," where !isQuoted && depth == 0:
                elements.append("")
                continue
            default: break
            }
            elements[elements.count - 1].append(character)
        }
        return elements
    }
}

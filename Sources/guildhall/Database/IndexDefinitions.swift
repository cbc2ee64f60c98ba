/// The statements that make the indexes, as the migrations have them.
struct IndexDefinitions {
    private var statements: [String: String] = [:]
    private var constraints: [String: IndexConstraint] = [:]

    /// Reads them out of migrations; a later one replaces or removes what an earlier one made.
    init(_ migrations: [Migration]) {
        for migration in migrations {
            let lines = migration.text.split(separator: "\n")
            for statement in lines.definingStatements { read(statement) }
        }
    }

    private mutating func read(_ statement: String) {
        let words = statement.split(whereSeparator: \.isWhitespace)
        if words.starts(with: ["CREATE", "INDEX"]), words.count > 2 {
            statements[String(words[2])] = statement
        } else if words.starts(with: ["CREATE", "UNIQUE", "INDEX"]), words.count > 3 {
            statements[String(words[3])] = statement
        } else if words.starts(with: ["DROP", "INDEX"]), words.count > 2 {
            statements[String(words[2])] = nil
        } else if words.starts(with: ["CREATE", "TABLE"]) {
            for constraint in IndexConstraint.all(inTable: statement) {
                constraints[constraint.name] = constraint
            }
        }
    }

    /// The constraint that an index is part of, or nil if it is none's.
    func constraint(_ name: String) -> IndexConstraint? { constraints[name] }

    /// The statement that makes an index without keeping writers out, or nil for an index that is
    /// part of a constraint.
    func concurrent(_ name: String) -> String? {
        guard let statement = statements[name], let place = statement.firstRange(of: "INDEX ")
        else { return nil }
        return statement[..<place.upperBound] + "CONCURRENTLY " + statement[place.upperBound...]
    }
}

extension [Substring] {
    /// Statements that begin at the beginning of a line, without comments and their semicolons.
    fileprivate var definingStatements: [String] {
        var statements: [String] = []
        var present: String?
        for line in self where !line.drop(while: { $0 == " " }).hasPrefix("--") {
            if present == nil, line.hasPrefix("CREATE ") || line.hasPrefix("DROP INDEX ") {
                present = ""
            }
            guard let text = present else { continue }
            if let end = line.firstIndex(of: ";") {
                statements.append(text + line[..<end])
                present = nil
            } else {
                present = text + line + "\n"
            }
        }
        return statements
    }
}

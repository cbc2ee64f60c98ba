import Postgres
import Testing

@testable import API

@Suite("SQL texts")
struct SQLTexts {
    private static let a = Query<Int>("a", "A number.")
    private static let b = Query<String>("b", length: 1...9, "A text.")
    private static let c = Query<Bool>("c", "A truth value.")

    private static func values(_ parameters: [any Parameter]) -> ParameterValues {
        var values = ParameterValues()
        for parameter in parameters {
            switch parameter.declaration.name {
            case "a": values.set(parameter.declaration, .int(1))
            case "b": values.set(parameter.declaration, .text("t"))
            default: values.set(parameter.declaration, .bool(true))
            }
        }
        return values
    }

    @Test("A parameter is a numbered hole, and the same one has the same number everywhere")
    func holes() {
        let sql: SQL =
            "SELECT \(Self.a), \(Self.b), \(Self.a) + \(Self.a) WHERE \(Self.b) = \(Self.c)"
        let command = PreparedSQL(sql).command(Self.values([Self.a, Self.b, Self.c]))
        #expect(command.statement.text == "SELECT $1, $2, $1 + $1 WHERE $2 = $3")
        #expect(command.statement.types == [.int8, .text, .bool])
        #expect(command.values == [.int(1), .text("t"), .bool(true)])
        #expect(sql.parameters.map(\.name) == ["a", "b", "c"])
    }

    @Test("A value that is not given travels as NULL")
    func absent() {
        #expect(PreparedSQL("SELECT \(Self.a)").command(ParameterValues()).values == [.null])
    }

    private static let optional = PreparedSQL(
        """
        SELECT \(b)\(when: a, " A\(a)")\(when: b, " B\(b)")\(when: c, " C\(c)\(a)")\(when: a, " D")
        """)

    @Test(
        "Each combination of optional clauses is a text of its own, numbered without gaps",
        arguments: [
            ([], "SELECT $1"), (["a"], "SELECT $1 A$2 D"), (["b"], "SELECT $1 B$1"),
            (["c"], "SELECT $1 C$2$3"),
            (["a", "b"], "SELECT $1 A$2 B$1 D"), (["a", "c"], "SELECT $1 A$2 C$3$2 D"),
            (["b", "c"], "SELECT $1 B$1 C$2$3"), (["a", "b", "c"], "SELECT $1 A$2 B$1 C$3$2 D"),
        ] as [([String], String)])
    func combinations(names: [String], text: String) {
        let given = ([Self.a, Self.b, Self.c] as [any Parameter]).filter {
            names.contains($0.declaration.name)
        }
        let command = Self.optional.command(Self.values(given))
        #expect(command.statement.text == text)
        #expect(command.values.count == command.statement.types.count)
        for (value, type) in zip(command.values, command.statement.types) {
            switch value {
            case .int: #expect(type == .int8)
            case .text: #expect(type == .text)
            case .bool: #expect(type == .bool)
            default: break
            }
        }
    }

    @Test("A check sees every combination exactly once")
    func variants() {
        let texts = Self.optional.allVariants.map(\.statement.text)
        #expect(texts.count == 8 && Set(texts).count == 8)
        #expect(PreparedSQL("SELECT 1").allVariants.map(\.statement.text) == ["SELECT 1"])
    }

    @Test("The same combination is the same statement, so that it is prepared once")
    func identity() {
        let first = Self.optional.command(Self.values([Self.a])).statement
        #expect(Self.optional.command(Self.values([Self.a])).statement === first)
        #expect(Self.optional.command(Self.values([Self.b])).statement !== first)
    }

    @Test("Parts that stand elsewhere keep their holes and clauses")
    func parts() {
        let part: SQL = "(\(Self.a)\(when: Self.c, " OR \(Self.c)"))"
        let sql: SQL = "SELECT \(Self.b) WHERE \(part) AND \(part) \(text: "LIMIT 1")"
        let prepared = PreparedSQL(sql)
        #expect(
            prepared.command(Self.values([])).statement.text
                == "SELECT $1 WHERE ($2) AND ($2) LIMIT 1")
        #expect(
            prepared.command(Self.values([Self.c])).statement.text
                == "SELECT $1 WHERE ($2 OR $3) AND ($2 OR $3) LIMIT 1")
        #expect(sql.conditions.map(\.name) == ["c"])
    }

    @Test("A clause within a clause needs both its parameters")
    func nested() {
        let sql = PreparedSQL("SELECT 1\(when: Self.a, " A\(when: Self.b, " B\(Self.b)")")")
        #expect(sql.command(Self.values([Self.b])).statement.text == "SELECT 1")
        #expect(sql.command(Self.values([Self.a])).statement.text == "SELECT 1 A")
        #expect(sql.command(Self.values([Self.a, Self.b])).statement.text == "SELECT 1 A B$1")
        #expect(sql.allVariants.count == 4)
    }

    @Test("Text that looks like a hole or a format is text")
    func plainText() {
        let sql = PreparedSQL(#"SELECT '$1 %s \ ?', "x" -- \#(text: "100 %")"#)
        #expect(
            sql.command(ParameterValues()).statement.text == #"SELECT '$1 %s \ ?', "x" -- 100 %"#)
    }

    @Test("Parameters of one name in query and path are two")
    func sameName() {
        let path = Path<Int>("a", "A number in the path.")
        let text = PreparedSQL("SELECT \(Self.a), \(path)").command(ParameterValues()).statement
            .text
        #expect(text == "SELECT $1, $2")
    }
}

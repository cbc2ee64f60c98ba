import JSON
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("Rows as CSV")
struct RowsAsCSV {
    private static func written(_ columns: [Column], _ sql: String, capacity: Int = 65_536) throws
        -> String
    {
        let rows = try rows(sql)
        let encoder = CSVEncoder(columns)
        let sink = Sink(capacity: capacity)
        try sink.output.write(encoder.header)
        for index in 0..<rows.count { try encoder.write(rows[index], to: sink.output) }
        return try sink.take()
    }

    /// What Python's csv module reads.
    private static func read(_ csv: String) throws -> [[String]] {
        let script = """
            import csv, io, json, sys
            text = sys.stdin.buffer.read().decode()
            rows = csv.reader(io.StringIO(text, newline=''), strict=True)
            print(json.dumps(list(rows)))
            """
        let result = Child.run(["python3", "-c", script], input: Array(csv.utf8))
        #expect(result.status == 0)
        let limits = JSONLimits(maximumBytes: 10_000_000, maximumStringBytes: 1_000_000)
        guard case .array(let rows) = try JSONReader(limits: limits).parse(result.output) else {
            return []
        }
        return rows.map { row in
            guard case .array(let fields) = row else { return [] }
            return fields.map { if case .string(let text) = $0 { text } else { "?" } }
        }
    }

    @Test("Names of nested members are joined, and every kind of value has its text")
    func kinds() throws {
        let columns: [Column] = [
            .int("id"), .text("t"), .bool("yes"), .bool("no"), .instant("at"), .day("day"),
            .time("clock"),
            .money("amount"), .json("j"),
            .object("venue", [.int("id"), .object("place", [.text("name")])]),
        ]
        let csv = try Self.written(
            columns,
            """
            SELECT -5, 'plain', true, false, '2030-05-01 19:00Z'::timestamptz, '2030-05-01'::date, '09:05'::time,
                   -1::int8, '{"a": 1}'::jsonb, 7, 'Hall'
            """)
        #expect(
            csv == "id,t,yes,no,at,day,clock,amount,j,venue_id,venue_place_name\r\n"
                + "-5,plain,1,0,2030-05-01T19:00:00Z,2030-05-01,09:05,-0.01,\"{\"\"a\"\": 1}\",7,Hall\r\n"
        )
    }

    private static let texts = [
        "plain", "a,b", "say \"hi\"", "\"", "\"\"", "line\nbreak", "line\r\nbreak",
        "carriage\rreturn", " spaces ",
        "é€😀", "semi;colon", "tab\tinside", "'quoted'", "a=b", "1-2", ",", "\n", "{\"a\":1}",
        "#complete,rows=1",
    ]
    private static let formulas = [
        "=1+1", "+49 30 1234", "-1", "@SUM(A1)", "\tx", "\rx", "=\"a\",\"b\"", "=", "-",
        "=cmd|' /C calc'!A0",
    ]

    private static func statement(_ texts: [String]) -> String {
        let values = texts.map { "($quote$\($0)$quote$, 'after')" }.joined(separator: ", ")
        return "SELECT * FROM (VALUES \(values)) rows (t, after)"
    }

    @Test("A CSV reader of others reads every text as it was", arguments: [64, 65_536])
    func readBack(capacity: Int) throws {
        let csv = try Self.written(
            [.text("t"), .text("after")], Self.statement(Self.texts), capacity: capacity)
        let expected = [["t", "after"]] + Self.texts.map { [$0, "after"] }
        #expect(try Self.read(csv) == expected)
    }

    @Test("A text that a spreadsheet would run is marked as text, and is otherwise as it was")
    func formulaTexts() throws {
        let csv = try Self.written([.text("t"), .text("after")], Self.statement(Self.formulas))
        #expect(
            try Self.read(csv) == [["t", "after"]] + Self.formulas.map { ["'" + $0, "after"] })
    }

    @Test("Negative numbers and amounts are no formulas")
    func negativeNumbers() throws {
        let csv = try Self.written([.int("i"), .money("m")], "SELECT -12, -345::int8")
        #expect(csv == "i,m\r\n-12,-3.45\r\n")
    }

    @Test("NULL and an empty text are nothing")
    func nothing() throws {
        let columns: [Column] = [
            .int("a").orNull, .text("b"), .text("c").orNull, .instant("d").orNull,
        ]
        let csv = try Self.written(columns, "SELECT NULL::int8, '', NULL::text, NULL::timestamptz")
        #expect(csv == "a,b,c,d\r\n,,,\r\n")
    }

    @Test("A row whose only field is nothing is still a row to other readers")
    func loneNothing() throws {
        let csv = try Self.written(
            [.text("t")], "SELECT * FROM (VALUES ('a'), (''), (NULL), ('b')) rows")
        #expect(try Self.read(csv).dropFirst() == [["a"], [""], [""], ["b"]])
    }

    @Test("A text larger than the output's buffer is read back whole")
    func longTexts() throws {
        let csv = try Self.written(
            [.text("t")], "SELECT repeat('a\"b,', 20000) UNION ALL SELECT repeat('x', 70000)",
            capacity: 256)
        let rows = try Self.read(csv)
        #expect(rows[1] == [String(repeating: "a\"b,", count: 20_000)])
        #expect(rows[2] == [String(repeating: "x", count: 70_000)])
    }
}

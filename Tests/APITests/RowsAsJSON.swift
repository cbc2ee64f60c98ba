import JSON
import Postgres
import Testing

@testable import API

@Suite("Rows as JSON")
struct RowsAsJSON {
    private enum Colour: String, ChoiceContent { case red, green }

    private static let all: [Column] = [
        .int("i"), .text("t"), .bool("b"), .instant("at"), .day("d"), .time("clock"), .money("m"),
        .json("j"),
        .choice("c", Colour.self),
    ]

    private static func written(_ columns: [Column], _ sql: String, capacity: Int = 65_536) throws
        -> [String]
    {
        let rows = try rows(sql)
        let sink = Sink(capacity: capacity)
        return try (0..<rows.count).map { index in
            try RowEncoder(json: columns).write(rows[index], to: sink.output)
            return try sink.take()
        }
    }

    @Test("Every kind of value has its JSON")
    func kinds() throws {
        let text = try Self.written(
            Self.all,
            """
            SELECT -5::int8, E'a"\\n\\\\é'::text, true, '2030-05-01 21:00:00.25+02'::timestamptz, '2030-05-01'::date,
                   '09:05'::time, 12000::int8, '{"a": [1, null, "x"]}'::jsonb, 'red'::text
            """)
        #expect(
            text == [
                #"{"i":-5,"t":"a\"\n\\é","b":true,"at":"2030-05-01T19:00:00.250000Z","d":"2030-05-01","#
                    + #""clock":"09:05","m":"120.00","j":{"a": [1, null, "x"]},"c":"red"}"#
            ])
    }

    @Test("NULL is null in every kind")
    func nulls() throws {
        let sql =
            """
            SELECT NULL::int8, NULL::text, NULL::bool, NULL::timestamptz, NULL::date, NULL::time, NULL::int8,
                   NULL::jsonb, NULL::text
            """
        let expected = "{" + Self.all.map { "\"\($0.name)\":null" }.joined(separator: ",") + "}"
        #expect(try Self.written(Self.all, sql) == [expected])
    }

    @Test("Nothing, zero and false are not null")
    func empties() throws {
        let text = try Self.written(
            [.int("i"), .text("t"), .bool("b"), .money("m"), .json("j"), .instant("at")],
            "SELECT 0::int8, ''::text, false, 0::int8, 'null'::jsonb, '2000-01-01'::timestamptz")
        #expect(
            text == [#"{"i":0,"t":"","b":false,"m":"0.00","j":null,"at":"2000-01-01T00:00:00Z"}"#])
    }

    @Test("Integers of two, four and eight bytes at their ends")
    func integers() throws {
        let text = try Self.written(
            [.int("a"), .int("b"), .int("c"), .int("d"), .money("m")],
            """
            SELECT (-32768)::int2, 2147483647::int4, '-9223372036854775808'::int8, 9223372036854775807,
                   '-9223372036854775808'::int8
            """)
        #expect(
            text == [
                #"{"a":-32768,"b":2147483647,"c":-9223372036854775808,"d":9223372036854775807,"m":"-92233720368547758.08"}"#
            ])
    }

    private static let nested: [Column] = [
        .int("id"),
        Column.object(
            "venue", [.int("id"), .text("name").orNull, .object("place", [.int("x"), .int("y")])]
        ).orNull,
        .text("end"),
    ]

    @Test("A nested object that may be absent is null as a whole, and what follows keeps its place")
    func nestedObjects() throws {
        let text = try Self.written(
            Self.nested,
            """
            SELECT * FROM (VALUES (1, 7, 'Hall', 3, 4, 'a'), (2, NULL, NULL, NULL, NULL, 'b'),
                                  (3, 8, NULL, 5, 6, 'c')) rows
            """)
        #expect(
            text == [
                #"{"id":1,"venue":{"id":7,"name":"Hall","place":{"x":3,"y":4}},"end":"a"}"#,
                #"{"id":2,"venue":null,"end":"b"}"#,
                #"{"id":3,"venue":{"id":8,"name":null,"place":{"x":5,"y":6}},"end":"c"}"#,
            ])
    }

    @Test("Objects that may be absent, one in the other and one after the other")
    func nestedNullables() throws {
        let columns: [Column] = [
            Column.object("a", [.int("x"), Column.object("b", [.int("y")]).orNull]).orNull,
            Column.object("c", [.int("z")]).orNull,
        ]
        let text = try Self.written(
            columns,
            """
            SELECT * FROM (VALUES (1, 2, 3), (1, NULL, 3), (NULL, 2, 3), (NULL, NULL, NULL), (1, 2, NULL))
                          rows (x, y, z)
            """)
        #expect(
            text == [
                #"{"a":{"x":1,"b":{"y":2}},"c":{"z":3}}"#, #"{"a":{"x":1,"b":null},"c":{"z":3}}"#,
                #"{"a":null,"c":{"z":3}}"#, #"{"a":null,"c":null}"#,
                #"{"a":{"x":1,"b":{"y":2}},"c":null}"#,
            ])
    }

    @Test("A row is the same whatever the output's size, with texts far larger than it too")
    func outputSizes() throws {
        let columns =
            Self.nested + [.json("j"), .instant("at"), .text("long"), .text("none").orNull]
        let sql =
            """
            SELECT n, nullif(n % 3, 0), 'Hall', n, n, 'end',
                   jsonb_build_object('x', repeat('y', 30 * n)), '2030-05-01 19:00:00.5Z'::timestamptz,
                   repeat(E'0123456\\x01é"', 40 * n), NULL::text
              FROM generate_series(0, 12) n
            """
        let whole = try Self.written(columns, sql, capacity: 1_000_000)
        for text in whole {
            #expect(throws: Never.self) {
                try JSONReader(limits: JSONLimits(maximumBytes: 1_000_000)).parse(Array(text.utf8))
            }
        }
        for capacity in [64, 65, 100, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 16_384, 65_536] {
            #expect(
                try Self.written(columns, sql, capacity: capacity) == whole, "\(capacity) bytes")
        }
    }

    @Test("Rows one after another through one small output do not mix")
    func severalRows() throws {
        let rows = try rows("SELECT n, repeat('x', n) FROM generate_series(0, 300) n")
        let encoder = RowEncoder(json: [.int("n"), .text("t")])
        let sink = Sink(capacity: 512)
        for index in 0..<rows.count { try encoder.write(rows[index], to: sink.output) }
        let expected = (0...300).map {
            "{\"n\":\($0),\"t\":\"\(String(repeating: "x", count: $0))\"}"
        }
        #expect(try sink.take() == expected.joined())
    }

    @Test("An object without members is one")
    func noColumns() throws {
        #expect(try Self.written([], "SELECT 1") == ["{}"])
    }

    @Test("The SELECT list has the columns' expressions in the order in which they are read")
    func selectList() {
        let columns: [Column] = [
            .int("id", "b.id"), .object("venue", [.int("id", "v.id"), .text("name")]),
            .money("total", "b.minor"),
        ]
        #expect(columns.selectList == "b.id, v.id, name, b.minor")
    }
}

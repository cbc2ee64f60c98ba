import Postgres
import Testing

@Suite("Values on the wire")
struct Values {
    private let connection = Connection.toCluster()

    /// What PostgreSQL makes of a value, as text of its own.
    private func shown(_ value: Value, as type: String) throws -> String? {
        let statement = Statement("SELECT ($1::\(type))::text")
        return try connection.run(statement, [value])[0].optionalText(0)
    }

    private func echoed(_ value: Value, as type: String) throws -> Row {
        try connection.run(Statement("SELECT $1::\(type)"), [value])[0]
    }

    @Test("Truth values", arguments: [true, false])
    func bools(flag: Bool) throws {
        #expect(try echoed(.bool(flag), as: "bool").bool(0) == flag)
        #expect(try shown(.bool(flag), as: "bool") == (flag ? "true" : "false"))
    }

    @Test("Integers of eight bytes", arguments: [0, 1, -1, 256, .max, .min] as [Int64])
    func integers(number: Int64) throws {
        #expect(try echoed(.int(number), as: "int8").int(0) == number)
        #expect(try shown(.int(number), as: "int8") == String(number))
    }

    @Test("Integers of two and four bytes are read as what they are")
    func narrowIntegers() throws {
        let row = try connection.run(
            Statement(
                "SELECT (-32768)::int2, 32767::int2, (-2147483648)::int4, 2147483647::int4, (-1)::int2"
            ))[0]
        #expect(
            (0..<5).map { row.int($0) } == [-32_768, 32_767, -2_147_483_648, 2_147_483_647, -1])
    }

    @Test(
        "Floating-point numbers keep all their bits",
        arguments: [
            0, -0.0, 0.1, -1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, .pi,
        ])
    func doubles(number: Double) throws {
        let row = try echoed(.double(number), as: "float8")
        #expect(Double(bitPattern: UInt64(bitPattern: row.int(0))).bitPattern == number.bitPattern)
        #expect(try shown(.double(.nan), as: "float8") == "NaN")
    }

    @Test(
        "Texts",
        arguments: [
            "", "a", "é€😀", "'; DROP TABLE x; --", "\\", "\n\t\u{1}",
            String(repeating: "x", count: 300_000),
        ])
    func texts(text: String) throws {
        let row = try echoed(.text(text), as: "text")
        #expect(row.text(0) == text && !row.isNull(0))
        #expect(row.optionalText(0) == text)
        let length = Statement("SELECT char_length($1::text)")
        #expect(
            try connection.run(length, [.text(text)])[0].int(0) == Int64(text.unicodeScalars.count))
    }

    @Test(
        "Bytes of every value",
        arguments: [[], [0], Array(0...255), [UInt8](repeating: 0, count: 10_000)])
    func bytes(bytes: [UInt8]) throws {
        let row = try echoed(.bytes(bytes), as: "bytea")
        #expect(Array(row.bytes(0)) == bytes && !row.isNull(0))
    }

    @Test(
        "Moments",
        arguments: [
            (0, "2000-01-01 00:00:00+00"), (-1, "1999-12-31 23:59:59.999999+00"),
            (957_207_600_000_000, "2030-05-01 19:00:00+00"),
            (-63_082_281_600_000_000, "0001-01-01 00:00:00+00"),
            (252_455_615_999_999_999, "9999-12-31 23:59:59.999999+00"), (.max, "infinity"),
            (.min, "-infinity"),
        ] as [(Int64, String)])
    func instants(microseconds: Int64, text: String) throws {
        #expect(try shown(.instant(microseconds), as: "timestamptz") == text)
        #expect(try echoed(.instant(microseconds), as: "timestamptz").int(0) == microseconds)
    }

    @Test(
        "Days",
        arguments: [
            (0, "2000-01-01"), (-1, "1999-12-31"), (59, "2000-02-29"), (2_921_939, "9999-12-31"),
            (-730_119, "0001-01-01"),
        ] as [(Int32, String)])
    func days(count: Int32, text: String) throws {
        #expect(try shown(.day(count), as: "date") == text)
        #expect(try echoed(.day(count), as: "date").int(0) == Int64(count))
    }

    @Test("NULL is NULL in every type, and is told from nothing, zero and false")
    func nulls() throws {
        for type in [
            "bool", "int2", "int8", "float8", "text", "bytea", "timestamptz", "date", "jsonb",
            "uuid",
        ] {
            let row = try echoed(.null, as: type)
            #expect(row.isNull(0), "\(type)")
            #expect(row.optionalText(0) == nil && row.text(0) == "" && row.bytes(0).isEmpty)
            #expect(row.int(0) == 0 && !row.bool(0))
        }
        let row = try connection.run(Statement("SELECT ''::text, 0, false, ''::bytea"))[0]
        #expect((0..<4).allSatisfy { !row.isNull($0) })
    }

    @Test("Many values of different kinds keep their places, NULLs among them")
    func manyValues() throws {
        let values: [Value] = (0..<200).map {
            [.int(Int64($0)), .text("text \($0)"), .null, .bool($0 % 8 == 3)][$0 % 4]
        }
        let types = ["int8", "text", "text", "bool"]
        let list = values.indices.map { "($\($0 + 1)::\(types[$0 % 4]))::text" }.joined(
            separator: ",")
        let row = try connection.run(Statement("SELECT \(list)"), values)[0]
        for (place, value) in values.enumerated() {
            let expected: String? =
                switch value {
                case .int(let number): String(number)
                case .text(let text): text
                case .bool(let flag): flag ? "true" : "false"
                default: nil
                }
            #expect(row.optionalText(place) == expected)
        }
    }

    @Test("A text with a NUL, which PostgreSQL cannot hold, is refused by its code")
    func nul() {
        #expect(sqlState { _ = try echoed(.text("a\u{0}b"), as: "text") } == "22021")
    }

    @Test("Declared types spare a cast in the statement")
    func declaredTypes() throws {
        let statement = Statement("SELECT $1 + 1, $2", types: [.int8, .date])
        let row = try connection.run(statement, [.int(41), .day(7)])[0]
        #expect(row.int(0) == 42 && row.int(1) == 7)
    }

    @Test("A row keeps its rows' memory for as long as it lives")
    func lifetime() throws {
        func row() throws -> Row { try connection.run(Statement("SELECT repeat('x', 100000)"))[0] }
        let kept = try row()
        for _ in 0..<20 { _ = try connection.run(Statement("SELECT repeat('y', 100000)")) }
        #expect(kept.text(0) == String(repeating: "x", count: 100_000))
    }
}

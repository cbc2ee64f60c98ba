import JSON
import Testing

@Suite("Reading values")
struct ReadingValues {
    static let accepted: [(ReadingText, JSONValue)] = [
        ("null", .null), ("true", .bool(true)), ("false", .bool(false)),
        (" \t\r\n null \t\r\n ", .null),
        ("0", .number("0")), ("-0", .number("-0")), ("-0.0e-0", .number("-0.0e-0")),
        ("10", .number("10")), ("1.50", .number("1.50")), ("1e5", .number("1e5")),
        ("1E+05", .number("1E+05")), ("1e-00", .number("1e-00")), ("-1.2e3", .number("-1.2e3")),
        ("1e99999", .number("1e99999")),
        (#""""#, .string("")), (#""a""#, .string("a")), (#"" ""#, .string(" ")),
        (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{08}\u{0C}\n\r\t")),
        (#""\u0041\u00e9\u00E9\u20AC""#, .string("A\u{E9}\u{E9}\u{20AC}")),
        (#""\ud83d\ude00""#, .string("\u{1F600}")), (#""\uD800\uDC00""#, .string("\u{10000}")),
        (#""\udbff\udfff""#, .string("\u{10FFFF}")), (#""\uFFFF""#, .string("\u{FFFF}")),
        (#""a\u0062c\n\\u0061""#, .string("abc\n\\u0061")), (#""\u0001""#, .string("\u{01}")),
        ("\"é€😀\"", .string("é€😀")), ("\"\u{7F}\u{80}\u{2028}\"", .string("\u{7F}\u{80}\u{2028}")),
        (.quoted(0xF4, 0x8F, 0xBF, 0xBF), .string("\u{10FFFF}")),
        (.quoted(0xED, 0x9F, 0xBF), .string("\u{D7FF}")),
        (.quoted(0xEF, 0xBB, 0xBF), .string("\u{FEFF}")),
        (#""// not a comment""#, .string("// not a comment")),
        ("[]", .array([])), ("[ ]", .array([])), ("[[]]", .array([.array([])])),
        ("[1 , \n2]", .array([.number("1"), .number("2")])),
        ("[null,\"\",{}]", .array([.null, .string(""), .object([])])),
        ("{}", .object([])), ("{ }", .object([])),
        (#"{"":0}"#, .object([.init("", .number("0"))])),
        (
            #" { "b" : 1 , "a" : [ ] } "#,
            .object([.init("b", .number("1")), .init("a", .array([]))])
        ),
        (
            #"{"a":{"a":{"a":null}}}"#,
            .object([.init("a", .object([.init("a", .object([.init("a", .null)]))]))])
        ),
        (#"{"a":1,"A":2}"#, .object([.init("a", .number("1")), .init("A", .number("2"))])),
        (
            #"[{"a":1},{"a":1}]"#,
            .array([.object([.init("a", .number("1"))]), .object([.init("a", .number("1"))])])
        ),
    ]

    @Test("A text that follows the grammar is read", arguments: accepted)
    func accepts(text: ReadingText, value: JSONValue) throws {
        #expect(try JSONReader().parse(text.bytes) == value)
    }

    @Test("An array, a slice of one and a span give the same value")
    func forms() throws {
        let bytes = Array(#"{"a":[1]}"#.utf8)
        let padded = [0xFF] + bytes + [0xFF]
        let value = try JSONReader().parse(bytes)
        #expect(try JSONReader().parse(padded[1...bytes.count]) == value)
        #expect(try JSONReader().parse(padded.span.extracting(1..<1 + bytes.count)) == value)
    }

    @Test("Offsets count from the first byte of a slice")
    func sliceOffsets() {
        let bytes = Array("xx[?]".utf8)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONReader().parse(bytes[2...]) }
        #expect(error?.offset == 1)
    }

    @Test("Members keep the order in which they were written")
    func order() throws {
        let names = (0..<500).map { "member_\(($0 * 7) % 500)" }
        let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        guard case .object(let members) = try JSONReader().parse(Array(text.utf8)) else {
            Issue.record("not an object")
            return
        }
        #expect(members.map(\.name) == names)
    }

    @Test("Names that differ in bytes are two names, though Swift holds them equal")
    func canonicalEquivalence() throws {
        let text = "{\"K\":1,\"\u{212A}\":2,\"\u{E9}\":3,\"e\u{301}\":4}"
        guard case .object(let members) = try JSONReader().parse(Array(text.utf8)) else {
            Issue.record("not an object")
            return
        }
        #expect(members.count == 4)
    }
}

import JSON
import Testing

@Suite("Limits on reading")
struct ReadingLimits {
    func reason(_ text: String, _ limits: JSONLimits) -> JSONSyntaxError.Reason? {
        fault(text, limits)?.reason
    }

    func fault(_ text: String, _ limits: JSONLimits) -> JSONSyntaxError? {
        do throws(JSONSyntaxError) {
            _ = try JSONReader(limits: limits).parse(Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("The defaults are those that the documentation states")
    func defaults() {
        let limits = JSONReader().limits
        #expect(limits.maximumBytes == 262_144)
        #expect(limits.maximumDepth == 32)
        #expect(limits.maximumStringBytes == 65_536)
        #expect(limits.maximumElements == 10_000)
        #expect(limits.maximumNumberDigits == 40)
    }

    @Test("A text may be as long as the limit and no byte longer, white space included")
    func bytes() {
        let limits = JSONLimits(maximumBytes: 6)
        #expect(fault("[1, 2]", limits) == nil)
        #expect(fault("1     ", limits) == nil)
        #expect(fault("[1, 2] ", limits)?.reason == .documentTooLong)
        #expect(fault("[1, 2] ", limits)?.offset == 6)
        #expect(reason("1", JSONLimits(maximumBytes: 0)) == .documentTooLong)
        #expect(reason("", JSONLimits(maximumBytes: 0)) == .unexpectedEnd)
    }

    @Test(
        "Arrays and objects may nest as deep as the limit and no deeper", arguments: [1, 32, 128])
    func depth(_ depth: Int) {
        let limits = JSONLimits(maximumDepth: depth)
        func nested(_ open: String, _ close: String, _ depth: Int) -> String {
            String(repeating: open, count: depth - 1) + "[]"
                + String(repeating: close, count: depth - 1)
        }
        #expect(fault(nested("[", "]", depth), limits) == nil)
        #expect(fault(nested("[", "]", depth + 1), limits)?.reason == .tooDeep)
        #expect(fault(nested("[", "]", depth + 1), limits)?.offset == depth)
        #expect(fault(nested("{\"a\":", "}", depth), limits) == nil)
        #expect(fault(nested("{\"a\":", "}", depth + 1), limits)?.reason == .tooDeep)
    }

    @Test("Depth counts what is open at once, not what has been opened")
    func depthOfSiblings() {
        #expect(reason("[[],[],[{}]]", JSONLimits(maximumDepth: 3)) == nil)
        #expect(reason("1", JSONLimits(maximumDepth: 0)) == nil)
        #expect(reason("[]", JSONLimits(maximumDepth: 0)) == .tooDeep)
    }

    @Test("A hundred thousand brackets are refused without a deep recursion")
    func manyBrackets() {
        let text = String(repeating: "[{\"a\":", count: 40_000)
        #expect(reason(text, JSONLimits()) == .tooDeep)
    }

    @Test(
        "A string may have as many bytes as the limit, counted after escapes are undone",
        arguments: [
            ("\"abcd\"", true), ("\"abcde\"", false), ("\"éé\"", true), ("\"ééa\"", false),
            (#""\u0041\u0042\u0043\u0044""#, true), (#""\u0041\u0042\u0043\u0044\u0045""#, false),
            (#""\ud83d\ude00""#, true), (#""\ud83d\ude00a""#, false), (#""a\ud83d\ude00""#, false),
            (#"{"abcd":1}"#, true), (#"{"abcde":1}"#, false), (#"["abcd","abcd"]"#, true),
        ])
    func stringBytes(text: String, fits: Bool) {
        let limits = JSONLimits(maximumStringBytes: 4)
        #expect(reason(text, limits) == (fits ? nil : .stringTooLong))
    }

    @Test("A string that is too long is reported where it begins")
    func stringOffset() {
        #expect(fault(#"["ab", "abc\n"]"#, JSONLimits(maximumStringBytes: 3))?.offset == 7)
    }

    @Test(
        "Elements and members are counted together over the whole text",
        arguments: [
            ("[1,2,3,4]", true), ("[1,2,3,4,5]", false), ("[[1,2],3]", true),
            ("[[1,2],3,4]", false),
            (#"{"a":1,"b":[2,3]}"#, true), (#"{"a":1,"b":[2,3],"c":4}"#, false),
            (#"[{"a":{}},{"b":1}]"#, true), ("[[[[[]]]]]", true), ("[[[[[[]]]]]]", false),
        ])
    func elements(text: String, fits: Bool) {
        let limits = JSONLimits(maximumElements: 4)
        #expect(reason(text, limits) == (fits ? nil : .tooManyElements))
    }

    @Test("The element that is one too many is the place of the fault")
    func elementOffset() {
        #expect(fault("[1, 2, 3]", JSONLimits(maximumElements: 2))?.offset == 7)
        #expect(reason("[]", JSONLimits(maximumElements: 0)) == nil)
        #expect(reason("[1]", JSONLimits(maximumElements: 0)) == .tooManyElements)
    }

    @Test(
        "A number may have as many digits as the limit, in all its parts together",
        arguments: [
            ("1234", true), ("12345", false), ("-12.34", true), ("-12.345", false),
            ("1.2E+34", true), ("1.2E+345", false), ("[1234,1234]", true), ("0.001", true),
        ])
    func digits(text: String, fits: Bool) {
        let limits = JSONLimits(maximumNumberDigits: 4)
        #expect(reason(text, limits) == (fits ? nil : .numberTooLong))
    }

    @Test("An object of ten thousand members is read, and one more is refused")
    func manyMembers() throws {
        func text(_ count: Int) -> String {
            "{" + (0..<count).map { "\"name \($0)\":0" }.joined(separator: ",") + "}"
        }
        #expect(fault(text(10_000), JSONLimits()) == nil)
        #expect(fault(text(10_001), JSONLimits())?.reason == .tooManyElements)
    }
}

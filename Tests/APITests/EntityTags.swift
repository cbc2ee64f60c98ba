import JSON
import Testing

@testable import API

@Suite("Entity tags")
struct EntityTags {
    private static func tag(_ text: String) throws -> String {
        let output = Output(capacity: 4_096) { _ in }
        try output.write(text)
        return EntityTag.make(output)
    }

    @Test("The same bytes have the same tag, and others another")
    func tags() throws {
        #expect(try Self.tag("body") == Self.tag("body"))
        var seen: Set<String> = []
        for number in 0..<2_000 { seen.insert(try Self.tag("{\"id\":\(number)}")) }
        for text in ["", " ", "ab", "ba", "a", "aa", "aaa"] { seen.insert(try Self.tag(text)) }
        #expect(seen.count == 2_007)
    }

    @Test("A tag is a quoted text of plain letters")
    func form() throws {
        let tag = try Self.tag("body")
        #expect(tag.first == "\"" && tag.last == "\"" && tag.count > 10)
        #expect(
            tag.dropFirst().dropLast().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }

    @Test(
        "If-None-Match names the tag strongly, weakly, in a list, or as any",
        arguments: [
            "\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "\"abc\",\"x\"", "\"x\",W/\"abc\" ,\"y\"",
            "*", " \"abc\" ",
            "\"x\",\t\"abc\"",
        ])
    func matches(field: String) {
        #expect(EntityTag.matches(field, "\"abc\""))
    }

    @Test(
        "Another tag, or half of one, is no match",
        arguments: [
            "", "abc", "\"ab\"", "\"abcd\"", "\"ABC\"", "w/\"abc\"", "W/", "\"a*c\"", ",",
            "\"x\",\"y\"", "\"abc",
        ])
    func differs(field: String) {
        #expect(!EntityTag.matches(field, "\"abc\""))
    }
}

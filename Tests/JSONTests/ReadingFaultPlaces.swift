import JSON
import Testing

@Suite("The place of a fault")
struct ReadingFaultPlaces {
    func fault(_ text: String) throws -> JSONSyntaxError {
        try #require(
            #expect(throws: JSONSyntaxError.self) { try JSONReader().parse(Array(text.utf8)) })
    }

    @Test("Lines and columns count from 1")
    func firstByte() throws {
        let error = try fault("?")
        #expect((error.line, error.column) == (1, 1))
    }

    @Test("A line ends at a line feed, with or without a carriage return before it")
    func lines() throws {
        let error = try fault("{\r\n  \"a\": 1,\n  \"b\": ?\n}")
        #expect((error.line, error.column, error.offset) == (3, 8, 20))
    }

    @Test("Columns count scalars, offsets count bytes")
    func columns() throws {
        let error = try fault("[\"é€😀\",?]")
        #expect((error.column, error.offset) == (8, 13))
    }

    @Test("The end of the text is a place too")
    func end() throws {
        let error = try fault("[\n1,\n")
        #expect((error.line, error.column, error.offset) == (3, 1, 5))
    }

    @Test(
        "The pointer names the innermost value that had begun",
        arguments: [
            ("?", ""), ("[1,?]", "/1"), ("[1,2", ""), (#"{"a":[{},{"b":?}]}"#, "/a/1/b"),
            (#"{"a":1,?}"#, ""), (#"{"a":{"b":1 ?}}"#, "/a"), (#"{"a":[0,[0,0,01]]}"#, "/a/1/2"),
            (#"{"a/b~c":?}"#, "/a~1b~0c"), (#"[[],[]] ?"#, ""), (#"{"":["\q"]}"#, "//0"),
        ])
    func pointers(text: String, pointer: String) throws {
        #expect(try fault(text).pointer.description == pointer)
    }

    @Test(
        "A duplicate is named by its pointer",
        arguments: [
            (#"{"a":1,"a":2}"#, "/a"), (#"{"items":[{},{"id":1,"x":{},"id":2}]}"#, "/items/1/id"),
            (#"{"a/b":1,"a\/b":2}"#, "/a~1b"),
        ])
    func duplicates(text: String, pointer: String) throws {
        let error = try fault(text)
        #expect(error.reason == .duplicateName)
        #expect(error.pointer.description == pointer)
    }

    @Test("A fault describes itself for a person")
    func description() throws {
        #expect(try fault("1 2").description == "line 1, column 3: text after the value")
        #expect(
            try fault("[\n{\"a\": 01}]").description
                == "line 2, column 7: a number with a zero before its first digit (at /0/a)")
    }

    @Test("Every reason has words of its own")
    func reasons() {
        let texts = JSONSyntaxError.Reason.allCases.map(\.text)
        #expect(Set(texts).count == texts.count)
        #expect(!texts.contains(""))
    }

    @Test("A pointer escapes the tilde before the slash (RFC 6901 section 5)")
    func escaping() {
        #expect(JSONPointer.root.description == "")
        #expect(JSONPointer.root.appending("").description == "/")
        #expect(JSONPointer.root.appending("a/b").appending("m~n").description == "/a~1b/m~0n")
        #expect(JSONPointer.root.appending("~1").appending(0).description == "/~01/0")
        #expect(JSONPointer.root.appending(" é\"\\").description == "/ é\"\\")
    }
}

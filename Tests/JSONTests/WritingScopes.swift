import Testing

@testable import JSON

@Suite("Writing scopes")
struct WritingScopes {
    private struct Stop: Error {}

    @Test("Commas stand between members and elements, and nowhere else")
    func commas() throws {
        let text = try WritingSink.text { json in
            try json.object { json in
                try json.member("a", 1)
                try json.array("b") { json in
                    try json.null()
                    try json.bool(true)
                    try json.object { _ in }
                    try json.array { _ in }
                    try json.raw("[7]")
                    try json.string("x")
                }
                try json.object("c") { try $0.member("d", "e") }
                try json.member("f", false)
            }
        }
        #expect(text == #"{"a":1,"b":[null,true,{},[],[7],"x"],"c":{"d":"e"},"f":false}"#)
    }

    @Test("A member without a value is null")
    func absentValues() throws {
        let text = try WritingSink.text { json in
            try json.object { json in
                try json.member("a", nil as String?)
                try json.member("b", nil as Int?)
                try json.member("c", "" as String?)
                try json.member("d", 0 as Int?)
            }
        }
        #expect(text == #"{"a":null,"b":null,"c":"","d":0}"#)
    }

    @Test("A member's name is escaped as a string is")
    func names() throws {
        let text = try WritingSink.text { json in
            try json.object { try $0.member("a\"\n", 1) }
        }
        #expect(text == #"{"a\"\n":1}"#)
    }

    @Test("A scope that throws stays open, and so do those around it")
    func throwingScopes() {
        let sink = WritingSink(capacity: 4_096)
        var json = JSONWriter(sink.output)
        #expect(throws: Stop.self) {
            try json.object { json in
                try json.array("items") { json in
                    try json.object { try $0.member("id", 1) }
                    try json.object { json in
                        try json.member("id", 2)
                        throw Stop()
                    }
                }
                try json.member("complete", true)
            }
        }
        #expect(sink.text == #"{"items":[{"id":1},{"id":2"#)
        #expect(throws: JSONSyntaxError.self) { try JSONReader().parse(sink.bytes) }
    }

    @Test("A drain that fails leaves the document open too")
    func failingDrain() {
        var delivered: [UInt8] = []
        let output = Output(capacity: 32) { bytes in
            if delivered.count > 100 { throw Stop() }
            delivered += Array(bytes)
        }
        var json = JSONWriter(output)
        #expect(throws: Stop.self) {
            try json.array { json in for number in Int64(0)..<1_000 { try json.int(number) } }
        }
        #expect(delivered.count < 200)
        #expect(!delivered.contains(UInt8(ascii: "]")))
    }
}

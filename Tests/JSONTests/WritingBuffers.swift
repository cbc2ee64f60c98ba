import Testing

@testable import JSON

@Suite("Writing through buffers")
struct WritingBuffers {
    private static func document(_ json: inout JSONWriter) throws {
        try json.object { json in
            try json.member("reference", "GH-2030-\u{1}\"")
            try json.member("amount", Int(Int64.min))
            try json.array("items") { json in
                for number in 0..<20 {
                    try json.object { json in
                        try json.member("id", number * 1_000_003)
                        try json.member("name", String(repeating: "é", count: number))
                        try json.member("notes", nil as String?)
                    }
                }
            }
        }
    }

    @Test("A document is the same through buffers of every size")
    func everySize() throws {
        let whole = try WritingSink.text(capacity: 100_000, Self.document)
        for capacity in Pen.longestInteger...300 {
            let sink = WritingSink(capacity: capacity)
            var json = JSONWriter(sink.output)
            try Self.document(&json)
            #expect(sink.text == whole, "\(capacity) bytes")
            #expect(sink.drained.allSatisfy { (1...capacity).contains($0.count) })
            #expect(sink.output.hasDrained)
        }
    }

    @Test("Until the first drain everything can be taken back")
    func resetBefore() throws {
        let sink = WritingSink(capacity: 64)
        try sink.output.write("half an answer")
        #expect(!sink.output.hasDrained)
        sink.output.reset()
        #expect(sink.output.count == 0)
        try sink.output.write("an error")
        try sink.output.flush()
        #expect(sink.text == "an error")
    }

    @Test("What has left stays sent, and the output says so until it is reset")
    func resetAfter() throws {
        let sink = WritingSink(capacity: 20)
        try sink.output.write("twenty bytes and then some more")
        #expect(sink.output.hasDrained)
        sink.output.reset()
        #expect(!sink.output.hasDrained && sink.output.count == 0)
        try sink.output.write("next")
        #expect(sink.text == "twenty bytes and thenext")
    }

    @Test("A buffer that is just full has not drained")
    func justFull() throws {
        let sink = WritingSink(capacity: 20)
        try sink.output.write("exactly twenty bytes")
        #expect(!sink.output.hasDrained)
        try sink.output.write("!")
        #expect(sink.drained.map(\.count) == [20])
    }

    @Test("Flushing nothing sends nothing")
    func emptyFlush() throws {
        let sink = WritingSink(capacity: 20)
        try sink.output.flush()
        #expect(sink.drained.isEmpty && !sink.output.hasDrained)
        try sink.output.write("")
        try sink.output.flush()
        #expect(sink.drained.isEmpty)
    }

    @Test("Room is made by draining only when there is too little")
    func reserving() throws {
        let sink = WritingSink(capacity: 32)
        try sink.output.write("0123456789")
        try sink.output.reserve(22)
        #expect(!sink.output.hasDrained)
        try sink.output.reserve(23)
        #expect(sink.drained == [Array("0123456789".utf8)])
        #expect(sink.output.canHold(32) && !sink.output.canHold(33))
    }

    @Test("Asking for more room than the buffer has ends the process instead of writing past it")
    func tooMuchRoom() async {
        await #expect(processExitsWith: .failure) {
            let output = Output(capacity: 32) { _ in }
            try output.write(atMost: 33) { _ in }
        }
    }

    @Test("After a failed drain the bytes are not sent a second time")
    func failedDrain() throws {
        struct Stop: Error {}
        var attempts: [[UInt8]] = []
        let output = Output(capacity: 20) { bytes in
            attempts.append(Array(bytes))
            if attempts.count == 1 { throw Stop() }
        }
        try output.write("lost")
        #expect(throws: Stop.self) { try output.flush() }
        try output.write("kept")
        try output.flush()
        #expect(attempts.map { String(decoding: $0, as: UTF8.self) } == ["lost", "kept"])
    }
}

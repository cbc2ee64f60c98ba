import Testing

@testable import JSON

@Suite("Writing strings")
struct WritingStrings {
    /// RFC 8259, section 7, one byte at a time.
    private static func escaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case 0x22: return Array(#"\""#.utf8)
        case 0x5C: return Array(#"\\"#.utf8)
        case 0x08: return Array(#"\b"#.utf8)
        case 0x09: return Array(#"\t"#.utf8)
        case 0x0A: return Array(#"\n"#.utf8)
        case 0x0C: return Array(#"\f"#.utf8)
        case 0x0D: return Array(#"\r"#.utf8)
        case ..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            return Array(#"\u00"#.utf8) + [digits[Int(byte / 16)], digits[Int(byte % 16)]]
        default: return [byte]
        }
    }

    private static func escaped(_ bytes: [UInt8]) -> [UInt8] { bytes.flatMap(escaped) }

    private static func written(_ bytes: [UInt8], capacity: Int = 4_096) throws -> [UInt8] {
        let sink = WritingSink(capacity: capacity)
        try bytes.withUnsafeBytes { try sink.output.writeEscaped($0) }
        return sink.bytes
    }

    private static let mustEscape = Array(0..<0x20) + [0x22, 0x5C] as [UInt8]

    @Test("Control characters, quotes and backslashes are escaped wherever they stand")
    func everyPlace() throws {
        for special in Self.mustEscape {
            for length in 1...17 {
                for offset in 0..<length {
                    var bytes = [UInt8](repeating: 0x61, count: length)
                    bytes[offset] = special
                    let written = try Self.written(bytes)
                    guard written == Self.escaped(bytes) else {
                        Issue.record("byte \(special) at \(offset) of \(length): \(written)")
                        return
                    }
                }
            }
        }
    }

    @Test("Two that must be escaped do not hide each other")
    func pairs() throws {
        for first in Self.mustEscape {
            for second in Self.mustEscape {
                for distance in 1...9 {
                    var bytes = [UInt8](repeating: 0x7E, count: 20)
                    bytes[3] = first
                    bytes[3 + distance] = second
                    guard try Self.written(bytes) == Self.escaped(bytes) else {
                        Issue.record("bytes \(first) and \(second), \(distance) apart")
                        return
                    }
                }
            }
        }
    }

    @Test("All other bytes are copied as they are, at every place of a step of eight")
    func otherBytes() throws {
        for byte in UInt8(0x20)...0xFF where byte != 0x22 && byte != 0x5C {
            for offset in 0..<9 {
                var bytes = [UInt8](repeating: 0x20, count: 9)
                bytes[offset] = byte
                #expect(try Self.written(bytes) == bytes)
            }
        }
    }

    @Test("Random bytes are escaped as one byte at a time would be, whatever the buffer's size")
    func random() throws {
        for round in 0..<300 {
            let bytes = (0..<Int.random(in: 0...200)).map { _ in
                Bool.random() ? UInt8.random(in: 0...255) : Self.mustEscape.randomElement()!
            }
            let capacity = round % 2 == 0 ? 4_096 : Int.random(in: 20...64)
            #expect(try Self.written(bytes, capacity: capacity) == Self.escaped(bytes))
        }
    }

    @Test("A text far larger than the buffer comes out whole", arguments: [20, 21, 64, 1_000])
    func largerThanTheBuffer(capacity: Int) throws {
        let text = String(repeating: "0123456\u{1}é€😀\"\\\n", count: 500)
        let sink = WritingSink(capacity: capacity)
        var json = JSONWriter(sink.output)
        try json.string(text)
        #expect(sink.bytes == [0x22] + Self.escaped(Array(text.utf8)) + [0x22])
        #expect(sink.drained.allSatisfy { $0.count <= capacity })
    }

    @Test("Escaping touches no memory beyond the room that it asks for")
    func room() {
        for count in 0...40 {
            for special in [0x61, 0x22, 0x01] as [UInt8] {
                let bytes = [UInt8](repeating: special, count: count)
                let room = Pen.room(forEscaped: count)
                let memory = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: room + 64, alignment: 8)
                defer { memory.deallocate() }
                memory.initializeMemory(as: UInt8.self, repeating: 0xEE)
                var pen = Pen(at: memory.baseAddress!)
                bytes.withUnsafeBytes { pen.escaped($0) }
                #expect(memory[room...].allSatisfy { $0 == 0xEE }, "\(count) bytes of \(special)")
            }
        }
    }

    @Test("What the reader reads of a written text is that text")
    func readsBack() throws {
        let texts = [
            "", "é€😀", "\u{1F}\u{7F}\u{80}", "\u{2028}\u{FEFF}", "</script>", "\u{10FFFF}",
        ]
        for text in texts {
            let written = try WritingSink.text { try $0.string(text) }
            #expect(try JSONReader().parse(Array(written.utf8)) == .string(text))
        }
    }
}

import Foundation
import Testing

@testable import API

@Suite("Forms")
struct Multipart {
    private struct Part: Equatable {
        let name: String
        let fileName: String?
        let content: [UInt8]
    }

    /// Reads a form that comes in pieces of one size.
    private func read(_ body: [UInt8], boundary: String = "xyz", piece: Int = .max) throws -> [Part]
    {
        var parser = MultipartParser(boundary: boundary)
        var offset = 0
        while offset < body.count {
            let end = min(body.count, offset + min(piece, body.count))
            try parser.feed(body[offset..<end])
            offset = end
        }
        try parser.finish()
        return parser.parts.map {
            Part(name: $0.head.name, fileName: $0.head.fileName, content: Array(body[$0.content]))
        }
    }

    private func read(_ text: String) throws -> [Part] { try read(Array(text.utf8)) }

    private func fault(_ text: String) -> String? {
        #expect(throws: MultipartParser.Fault.self) { try read(text) }?.detail
    }

    private static let form = Array(
        """
        some preamble\r
        --xyz\r
        Content-Disposition: form-data; name="title"\r
        \r
        Summer \r
        --xy, a fair\r
        --xyz \t\r
        content-type: image/png\r
        CONTENT-DISPOSITION: form-data; filename="a \\"b\\"; c.png"; name=file\r
        \r
        \r
        \r\n\r\r\n--xy\0\u{1}\r
        --xyz\r
        Content-Disposition: form-data; name="empty"\r
        \r
        \r
        --xyz--\r
        --xyz\r
        an epilogue
        """.utf8)
    private static let parts = [
        Part(name: "title", fileName: nil, content: Array("Summer \r\n--xy, a fair".utf8)),
        Part(
            name: "file", fileName: "a \"b\"; c.png",
            content: Array("\r\n\r\n\r\r\n--xy\0\u{1}".utf8)),
        Part(name: "empty", fileName: nil, content: []),
    ]

    @Test("A form is the same wherever its bytes are split")
    func splits() throws {
        for piece in 1...Self.form.count {
            #expect(try read(Self.form, piece: piece) == Self.parts, "pieces of \(piece)")
        }
        for split in 0...Self.form.count {
            var parser = MultipartParser(boundary: "xyz")
            try parser.feed(Self.form[..<split])
            try parser.feed(Self.form[split...])
            try parser.finish()
            #expect(parser.parts.map { Array(Self.form[$0.content]) } == Self.parts.map(\.content))
        }
    }

    @Test("A boundary that repeats itself is found where it begins")
    func repeats() throws {
        let boundary = "aabaa"
        let text = "\r\n--aabaxb\r\n--aaba\r\n\r\n--aaba"
        let body =
            "--\(boundary)\r\nContent-Disposition: form-data; name=n\r\n\r\n\(text)\r\n--aabaa--"
        for piece in 1...10 {
            let parts = try read(Array(body.utf8), boundary: boundary, piece: piece)
            #expect(parts.map(\.content) == [Array(text.utf8)])
        }
    }

    @Test("A form without its end is refused, wherever it was cut")
    func cuts() {
        let end = Self.form.count - "\r\n--xyz\r\nan epilogue".utf8.count
        for length in 0..<end {
            #expect(throws: MultipartParser.Fault.self) { try read(Array(Self.form[..<length])) }
        }
    }

    @Test(
        "A part that cannot be understood is refused",
        arguments: [
            ("", "a part has no name"), ("X: y\r\n", "a part has no name"),
            ("Content-Disposition: form-data\r\n", "a part has no name"),
            ("Content-Disposition: attachment; name=a\r\n", "a part has no name"),
            ("Content-Disposition: form-data; name=\"a\r\n", "a part has no name"),
            (
                "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n",
                "a part has two Content-Disposition fields"
            ),
            (
                "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n",
                "a part is encoded for transfer"
            ),
            ("no field\r\n", "the head of a part has a line that is no field"),
            (" folded: x\r\n", "the head of a part has a line that is no field"),
            (
                String(repeating: "X: y\r\n", count: 1_000),
                "the head of a part is longer than 4096 bytes"
            ),
        ])
    func heads(head: String, expected: String) {
        #expect(fault("--xyz\r\n\(head)\r\nx\r\n--xyz--") == expected)
    }

    @Test("A form has so many parts and no more")
    func count() throws {
        let part = "--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
        let most = MultipartParser.Limit.parts
        let full = String(repeating: part, count: most)
        #expect(try read(full + "--xyz--").count == most)
        #expect(fault(full + part + "--xyz--") == "it has more than \(most) parts")
        #expect(fault("--xyzz\r\n") == "a boundary is followed by something else")
        #expect(fault("--xyz" + String(repeating: " ", count: 200)) != nil)
    }

    @Test("Random changes never crash or hang, and what is read lies within the body")
    func mutations() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var body = Self.form
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0..<body.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: body.remove(at: place)
                default: body.insert(contentsOf: body[place...].prefix(9), at: place)
                }
            }
            guard let parts = try? read(body, piece: 37) else { continue }
            #expect(parts.count <= MultipartParser.Limit.parts)
        }
    }

    @Test("Python's parser finds the same in forms of all kinds")
    func agreement() throws {
        let script = """
            import email.parser, email.policy, json, random, sys
            random.seed(7)
            pool = [b"\\r", b"\\n", b"\\r\\n", b"-", b"--", b"--B", b"--Bo", b"x", b"\\r\\n--", b"\\0", b"\\xff"]
            forms = []
            for number in range(200):
                body = random.choice([b"", b"preamble\\r\\n"])
                for part in range(random.randint(1, 5)):
                    content = b"".join(random.choices(pool, k=random.randint(0, 12)))
                    if content.startswith(b"--Bo") or b"\\n--Bo" in content or b"\\r--Bo" in content:
                        content = b"plain"
                    body += b"--Bound" + random.choice([b"", b" ", b"\\t "]) + b"\\r\\n"
                    name = random.choice(["a", "a b", "\\u00e9", "x;y"])
                    body += f'Content-Disposition: form-data; name="{name}"'.encode()
                    body += random.choice([b"", b'; filename="f.png"']) + b"\\r\\n"
                    body += random.choice([b"", b"Content-Type: image/png\\r\\n"]) + b"\\r\\n"
                    body += content + b"\\r\\n"
                body += b"--Bound--" + random.choice([b"", b"\\r\\n", b"\\r\\nmore"])
                head = b"Content-Type: multipart/form-data; boundary=Bound\\r\\n\\r\\n"
                message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
                parts = [[part.get_filename() or "", part.get_payload(decode=True).hex()]
                         for part in message.iter_parts()]
                forms.append({"body": body.hex(), "parts": parts})
            print(json.dumps(forms))
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", script]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        struct Form: Decodable {
            let body: String
            let parts: [[String]]
        }
        let forms = try JSONDecoder().decode([Form].self, from: data)
        #expect(forms.count == 200)
        for form in forms {
            let body = try #require(Self.bytes(hexadecimal: form.body))
            let parts = try read(body, boundary: "Bound", piece: 11)
            #expect(
                parts.map { [$0.fileName ?? "", Self.hexadecimal($0.content)] } == form.parts,
                "\(String(decoding: body, as: UTF8.self))")
        }
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = Array(text)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0..<$0 + 2]), radix: 16)
        }
        return bytes.count * 2 == digits.count ? bytes : nil
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0, radix: 16) }.map { $0.count == 1 ? "0" + $0 : $0 }.joined()
    }

    @Test(
        "A field's value and its parameters",
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"),
            ("multipart/form-data;boundary=\"a b;c\"", "a b;c"),
            ("multipart/form-data ; charset=x ; BOUNDARY = abc ", "abc"),
            ("multipart/form-data; boundary=abc;", "abc"),
            ("multipart/form-data", nil), ("multipart/form-data; boundary", nil),
            ("multipart/form-data; boundary=\"abc", nil),
        ])
    func fieldValues(text: String, boundary: String?) {
        #expect(FieldValue(text)?["boundary"] == boundary)
    }
}

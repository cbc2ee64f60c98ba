import Foundation
import Testing

@testable import API

/// CSV as it comes from anywhere.
@Suite struct CSVTexts {
    /// A text in pieces of a few bytes each, so that every boundary falls everywhere.
    private struct Pieces: ByteStream {
        var rest: ArraySlice<UInt8>
        let size: Int

        mutating func read(into buffer: inout [UInt8]) -> Int {
            let piece = rest.prefix(size)
            for (place, byte) in piece.enumerated() { buffer[place] = byte }
            rest = rest.dropFirst(piece.count)
            return piece.count
        }
    }

    private func records(
        _ text: [UInt8], piece: Int = 3, longest: Int = 10_000, mostFields: Int = 1_000
    ) throws -> [[String]] {
        var reader = CSVReader(
            Pieces(rest: text[...], size: piece), longest: longest, mostFields: mostFields)
        var records: [[String]] = []
        while try reader.next() {
            records.append(
                reader.flaw == nil || reader.flaw == .openQuote
                    ? (0..<reader.count).map { String(decoding: reader[$0], as: UTF8.self) }
                    : ["\(reader.flaw!)"])
        }
        return records
    }

    @Test("Random texts are read as Python's csv module reads them")
    func fuzz() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("ab,\"\r\n ;'".utf8)
        let texts = (0..<2_000).map { _ in
            (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet.randomElement(using: &random)!
            }
        }
        let script = """
            import csv, io, json, sys
            for text in json.load(sys.stdin):
                rows = csv.reader(io.StringIO(text, newline=""))
                print(json.dumps([row for row in rows if row]))
            """
        let input = try JSONEncoder().encode(texts.map { String(decoding: $0, as: UTF8.self) })
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("guildhall-csv-\(UUID().uuidString)")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script]
        python.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        python.standardOutput = output
        try python.run()
        let answer = try #require(try output.fileHandleForReading.readToEnd())
        python.waitUntilExit()
        let expected = try answer.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode([[String]].self, from: $0)
        }
        #expect(expected.count == texts.count)
        for (text, rows) in zip(texts, expected) {
            for piece in [1, 7] {
                #expect(
                    try records(text, piece: piece) == rows,
                    "\(String(decoding: text, as: UTF8.self).debugDescription)")
            }
        }
    }

    @Test("A byte order mark is no part of the first field")
    func byteOrderMark() throws {
        #expect(try records([0xEF, 0xBB, 0xBF] + Array("a,b\n".utf8)) == [["a", "b"]])
    }

    @Test("A record beyond its bounds is flawed, and the next one is not")
    func bounds() throws {
        let text = Array("aaaaaa\nb\n1,2,3\nc".utf8)
        #expect(
            try records(text, longest: 5, mostFields: 2)
                == [["tooLong"], ["b"], ["tooManyFields"], ["c"]])
    }

    @Test("Lines are counted within quotation marks too")
    func numbers() throws {
        var reader = CSVReader(
            Pieces(rest: Array("a\r\n\n\"x\r\ny\nz\"\rb".utf8)[...], size: 1), longest: 100,
            mostFields: 9)
        var numbers: [Int] = []
        while try reader.next() { numbers.append(reader.number) }
        #expect(numbers == [1, 3, 6])
    }

    @Test("What the export makes harmless comes back", arguments: ["=1", "'=1", "''@x", "'a", "x"])
    func formulas(_ text: String) throws {
        let cell = (CSVEncoder.isFormula(text.utf8) ? "'" : "") + text
        var reader = CSVReader(
            Pieces(rest: Array(cell.utf8)[...], size: 2), longest: 100, mostFields: 9)
        _ = try reader.next()
        #expect(reader.text(0) == text)
    }
}

import Calendar
import Postgres
import Security
import Testing

@testable import API

@Suite("Cursors of lists")
struct KeysetCursors {
    private static let keys: [List.Key] = [.instant("b.start"), .text("b.name"), .int("b.id")]
    private static let mark = KeysetCursor.mark("bookings")

    init() { Sodium.initialise() }

    private static func cursor(_ text: String = "Hall", isBackwards: Bool = false) -> KeysetCursor {
        KeysetCursor(isBackwards: isBackwards, keys: [.instant(-5), .text(text), .int(.min)])
    }

    @Test("What is written is read again", arguments: [true, false])
    func roundTrip(isBackwards: Bool) {
        let earliest = Instant.writable.lowerBound.microseconds
        let latest = Instant.writable.upperBound.microseconds
        let values: [[Value]] = [
            [.instant(0), .text(""), .int(0)], [.instant(earliest), .text("é€😀"), .int(.max)],
            [.instant(latest), .text(String(repeating: "x", count: 200)), .int(.min)],
        ]
        for keys in values {
            let text = KeysetCursor(isBackwards: isBackwards, keys: keys).text(mark: Self.mark)
            let read = KeysetCursor(text, mark: Self.mark, keys: Self.keys)
            #expect(read?.keys == keys && read?.isBackwards == isBackwards)
        }
    }

    @Test("A moment that no row can have is refused", arguments: [Int64.min, -1, 1, .max])
    func impossibleMoments(beyond: Int64) {
        let edge = beyond < 0 ? Instant.writable.lowerBound : Instant.writable.upperBound
        let (sum, isOver) = edge.microseconds.addingReportingOverflow(beyond)
        let keys: [Value] = [.instant(isOver ? beyond : sum), .text(""), .int(0)]
        let text = KeysetCursor(isBackwards: false, keys: keys).text(mark: Self.mark)
        #expect(KeysetCursor(text, mark: Self.mark, keys: Self.keys) == nil)
    }

    @Test("A key as long as a name can be is kept whole, so that no row is shown twice")
    func longTexts() {
        for letter in ["é", "€", "😀"] {
            let name = "a" + String(repeating: letter, count: 199)
            let text = Self.cursor(name).text(mark: Self.mark)
            #expect(
                KeysetCursor(text, mark: Self.mark, keys: Self.keys)?.keys[1] == .text(name),
                "\(letter)")
            // The parameter takes a thousand characters.
            #expect(text.count <= 1_000 || letter == "😀")
        }
    }

    @Test("It needs no escape in an address")
    func alphabet() {
        let text = Self.cursor("??>>~~").text(mark: Self.mark)
        #expect(
            text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || $0 == 45 || $0 == 95
            })
    }

    @Test("A cursor of another list is refused")
    func otherList() {
        let text = Self.cursor().text(mark: KeysetCursor.mark("events"))
        #expect(KeysetCursor(text, mark: Self.mark, keys: Self.keys) == nil)
    }

    @Test("A cursor with other keys than the list's is refused")
    func otherKeys() {
        let text = Self.cursor().text(mark: Self.mark)
        let others: [[List.Key]] = [
            [], Array(Self.keys.dropLast()), Self.keys + [.int("more")],
            [.instant("a"), .int("b"), .int("c")],
        ]
        for keys in others { #expect(KeysetCursor(text, mark: Self.mark, keys: keys) == nil) }
    }

    @Test("A cursor that was cut anywhere, or made longer, is refused")
    func truncated() {
        let text = Self.cursor().text(mark: Self.mark)
        for length in 0..<text.count {
            #expect(
                KeysetCursor(String(text.prefix(length)), mark: Self.mark, keys: Self.keys) == nil)
            #expect(
                KeysetCursor(String(text.suffix(length)), mark: Self.mark, keys: Self.keys) == nil)
        }
        for more in ["A", "AA", "AAAA", "=", " "] {
            #expect(KeysetCursor(text + more, mark: Self.mark, keys: Self.keys) == nil)
        }
    }

    @Test("A cursor with any one bit flipped is refused")
    func flippedBits() throws {
        let bytes = try #require(Sodium.bytes(base64URL: Self.cursor().text(mark: Self.mark)))
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << bit
                #expect(
                    KeysetCursor(Sodium.base64URL(changed), mark: Self.mark, keys: Self.keys) == nil
                )
            }
        }
    }

    @Test("Random bytes are refused and end nothing")
    func randomBytes() {
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...60)).map { _ in UInt8.random(in: 0...255) }
            #expect(KeysetCursor(Sodium.base64URL(bytes), mark: Self.mark, keys: Self.keys) == nil)
        }
        for text in ["", "%", "é", "next", "null", "\u{0}"] {
            #expect(KeysetCursor(text, mark: Self.mark, keys: Self.keys) == nil)
        }
    }

    /// The cursor with any content and a checksum that is right.
    private static func forged(_ content: [UInt8]) -> String {
        func bytes(_ number: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        }
        let all = bytes(mark) + content
        let hash = all.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        return Sodium.base64URL(all + bytes(hash))
    }

    @Test("Forged content behind a right checksum is read as keys or refused, and ends nothing")
    func forged() {
        let text: [List.Key] = [.text("t")]
        #expect(
            KeysetCursor(Self.forged([0, 0, 1, 65]), mark: Self.mark, keys: text)?.keys == [
                .text("A")
            ])
        let refused: [[UInt8]] = [
            [2, 0, 1, 65], [0, 0, 2, 65], [0, 0xFF, 0xFF, 65], [0, 0, 1, 0xFF], [0, 0, 1, 65, 66],
            [0, 0], [0],
            [0, 0, 2, 0xC3, 0x28],
        ]
        for content in refused {
            #expect(
                KeysetCursor(Self.forged(content), mark: Self.mark, keys: text) == nil, "\(content)"
            )
        }
        for _ in 0..<3_000 {
            let content = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255) }
            _ = KeysetCursor(Self.forged(content), mark: Self.mark, keys: Self.keys)
        }
    }
}

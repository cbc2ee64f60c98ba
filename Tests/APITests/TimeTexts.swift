import Calendar
import Testing

@testable import API

@Suite("Texts of moments")
struct TimeTexts {
    @Test(
        "A moment is RFC 3339 in UTC, with microseconds only where there are any",
        arguments: [
            (0, "2000-01-01T00:00:00Z"), (1, "2000-01-01T00:00:00.000001Z"),
            (-1, "1999-12-31T23:59:59.999999Z"),
            (500_000, "2000-01-01T00:00:00.500000Z"), (957_207_600_000_000, "2030-05-01T19:00:00Z"),
            (-63_082_281_600_000_000, "0001-01-01T00:00:00Z"),
            (252_455_615_999_999_999, "9999-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)])
    func texts(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).text == text)
    }

    @Test("What is written is read as the same moment")
    func roundTrip() {
        for _ in 0..<3_000 {
            let instant = Instant(
                microseconds: .random(in: -63_082_281_600_000_000...252_455_615_999_999_999))
            #expect(Instant(instant.text) == instant)
        }
    }

    @Test("The end of the last day that can be named is still a moment in RFC 3339's form")
    func lastDay() {
        // It may be refused instead; what it may not become is text that nobody can read.
        guard let end = SpanEnd.parse("9999-12-31") else { return }
        #expect(
            end.instant.text.utf8.allSatisfy {
                (48...57).contains($0) || "-T:.Z+".utf8.contains($0)
            })
        #expect(end.instant.text.utf8.first != UInt8(ascii: ":"))
    }
}

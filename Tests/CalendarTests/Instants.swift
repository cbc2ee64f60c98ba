import Testing

@testable import Calendar

@Suite("Instants")
struct Instants {
    @Test(
        "An RFC 3339 date-time is the moment that other programs make of it",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-01-01T00:00:00Z", 946_684_800),
            ("1999-12-31T23:59:59Z", 946_684_799), ("2001-09-09T01:46:40Z", 1_000_000_000),
            ("2030-05-01T19:00:00Z", 1_903_892_400), ("2038-01-19T03:14:08Z", 2_147_483_648),
            ("1969-12-31T23:59:59Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("2024-02-29t12:00:00z", 1_709_208_000),
            ("2024-02-29 12:00:00Z", 1_709_208_000),
            // East of Greenwich clocks are ahead, so the moment is earlier.
            ("2030-05-01T21:00:00+02:00", 1_903_892_400),
            ("2030-05-01T13:30:00-05:30", 1_903_892_400),
            ("2030-05-02T00:45:00+05:45", 1_903_892_400),
            ("2030-05-01T19:00:00+00:00", 1_903_892_400),
            ("2030-05-01T19:00:00-00:00", 1_903_892_400),
            ("2030-05-02T18:59:00+23:59", 1_903_892_400),
        ])
    func reads(text: String, unixSeconds: Int64) {
        #expect(Instant(text)?.unixSeconds == unixSeconds)
        #expect(Instant(text) == Instant(unixSeconds: unixSeconds))
    }

    @Test(
        "Fractions count to the microsecond; what is finer is cut off, never rounded up",
        arguments: [
            ("0", 0), ("5", 500_000), ("05", 50_000), ("000001", 1), ("123456", 123_456),
            ("999999", 999_999), ("9999999", 999_999), ("0000009", 0), ("1234569", 123_456),
            ("123456789012345678901234567890", 123_456),
        ])
    func fractions(digits: String, microseconds: Int64) {
        #expect(Instant("2000-01-01T00:00:00.\(digits)Z")?.microseconds == microseconds)
        let before = Instant("1999-12-31T23:59:59.\(digits)Z")
        #expect(before?.microseconds == microseconds - 1_000_000)
        #expect(before?.unixSeconds == 946_684_799)
    }

    @Test(
        "Any other text is refused",
        arguments: [
            "", "2030-05-01", "2030-05-01T19:00:00", "2030-05-01T19:00Z", "2030-05-01T19Z",
            "2030-05-01T24:00:00Z", "2030-05-01T19:60:00Z", "2030-05-01T19:00:60Z",
            "2030-05-01T19:00:00.Z", "2030-05-01T19:00:00,5Z", "2030-05-01T19:00:00+2:00",
            "2030-05-01T19:00:00+0200", "2030-05-01T19:00:00+02", "2030-05-01T19:00:00+24:00",
            "2030-05-01T19:00:00+02:60", "2030-05-01T19:00:00+02:00Z", "2030-05-01T19:00:00ZZ",
            "2030-05-01T19:00:00Z ", " 2030-05-01T19:00:00Z", "2030-05-01_19:00:00Z",
            "2030-02-30T19:00:00Z", "0000-01-01T00:00:00Z", "2030-05-01T1a:00:00Z",
            "2030-05-01T19:00:00 02:00", "2030-05-01T-1:00:00Z", "2030-05-01T19:00:00−02:00",
            "infinity", "-infinity", "now", "1714590000",
        ])
    func refuses(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("The parts of a moment before 2000 count up from midnight all the same")
    func partsBeforeEpoch() {
        let parts = Instant(microseconds: -1).parts
        #expect(parts.date == CivilDate(year: 1999, month: 12, day: 31))
        #expect(
            [parts.hour, parts.minute, parts.second, parts.microsecond] == [23, 59, 59, 999_999])
        let midnight = Instant(microseconds: -86_400_000_000).parts
        #expect(midnight.date == CivilDate(year: 1999, month: 12, day: 31))
        #expect(
            [midnight.hour, midnight.minute, midnight.second, midnight.microsecond] == [0, 0, 0, 0])
    }

    @Test("The parts of a moment make that moment again")
    func partsMakeTheMoment() throws {
        var random = SystemRandomNumberGenerator()
        let years =
            try #require(Instant("0001-01-01T00:00:00Z"))
            .microseconds...#require(Instant("9999-12-31T23:59:59.999999Z")).microseconds
        for _ in 0..<2_000 {
            let instant = Instant(microseconds: Int64.random(in: years, using: &random))
            let parts = instant.parts
            let days = Int64(parts.date.daysSince2000)
            let seconds =
                days * 86_400 + Int64(parts.hour * 3_600 + parts.minute * 60 + parts.second)
            #expect(seconds * 1_000_000 + Int64(parts.microsecond) == instant.microseconds)
            #expect((0..<24).contains(parts.hour) && (0..<60).contains(parts.minute))
            #expect((0..<60).contains(parts.second) && (0..<1_000_000).contains(parts.microsecond))
        }
    }

    @Test("Unix seconds are rounded down, before 2000 too")
    func unixSeconds() {
        #expect(Instant(microseconds: 1_999_999).unixSeconds == 946_684_801)
        #expect(Instant(microseconds: -1).unixSeconds == 946_684_799)
        #expect(Instant(microseconds: -1_000_000).unixSeconds == 946_684_799)
        #expect(Instant(microseconds: -1_000_001).unixSeconds == 946_684_798)
    }

    @Test("An offset cannot carry a moment out of the years 1 to 9999, which no answer could show")
    func offsetsAtTheEnds() {
        #expect(Instant("0001-01-01T00:00:00+00:01") == nil)
        #expect(Instant("9999-12-31T23:59:59-00:01") == nil)
        #expect(Instant("0001-01-01T00:01:00+00:01") != nil)
        #expect(Instant("9999-12-31T23:59:59+23:59") != nil)
    }
}

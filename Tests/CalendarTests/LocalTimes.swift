import Testing

@testable import Calendar

@Suite("Local times")
struct LocalTimes {
    @Test(
        "A date-time without an offset counts as the same one in UTC does",
        arguments: [
            "2000-01-01T00:00:00", "2026-03-29T02:30:00", "2024-02-29T23:59:59.999999",
            "1999-12-31t12:00:00", "0001-01-01 00:00:00", "9999-12-31T23:59:59",
        ])
    func reads(text: String) {
        #expect(LocalTime(text)?.microseconds == Instant(text + "Z")?.microseconds)
        #expect(LocalTime(text) != nil)
    }

    @Test(
        "Any other text is refused",
        arguments: [
            "", "2026-03-29", "2026-03-29T19:00", "2026-03-29T19:00:00Z",
            "2026-03-29T19:00:00+02:00", "2026-03-29T24:00:00", "2026-02-29T19:00:00",
            "2026-03-29T19:00:60", "2026-03-29T19:00:00.", "2026-03-29T19:00:00 ", "19:00:00",
        ])
    func refuses(text: String) {
        #expect(LocalTime(text) == nil)
    }
}

import Testing

@testable import Calendar

@Suite("Days")
struct DayTexts {
    @Test(
        "YYYY-MM-DD is read",
        arguments: [
            ("2000-01-01", 0), ("0001-01-01", -730_119), ("9999-12-31", 2_921_939),
            ("2024-02-29", 8_825),
        ])
    func reads(text: String, count: Int) {
        #expect(Day(text)?.daysSince2000 == count)
    }

    @Test(
        "Any other text is refused",
        arguments: [
            "", "2030", "2030-05", "2030-5-1", "2030-05-1", "30-05-01", "2030/05/01", "2030-05-01 ",
            " 2030-05-01", "2030-05-01T", "2030-05-01T00:00:00Z", "02030-05-01", "+2030-05-01",
            "-030-05-01", "0000-01-01", "2030-00-10", "2030-13-01", "2030-02-30", "2030-05-00",
            "2030-05-32", "２０３０-05-01", "2030–05–01", "2030-05-0x", "2030-05-01\u{0}", "infinity",
            "today",
        ])
    func refuses(text: String) {
        #expect(Day(text) == nil)
    }

    @Test("A day begins at midnight UTC and ends where the next begins")
    func spans() throws {
        let day = try #require(Day("2024-02-29"))
        #expect(day.start == Instant("2024-02-29T00:00:00Z"))
        #expect(day.next.start == Instant("2024-03-01T00:00:00Z"))
        #expect(day < day.next)
        #expect(day.next.start.microseconds - day.start.microseconds == 86_400_000_000)
    }
}

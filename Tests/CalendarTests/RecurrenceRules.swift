import Testing

@testable import Calendar

@Suite("Recurrence rules")
struct RecurrenceRules {
    private func days(_ rule: String, from start: String, most: Int = 400) throws -> [String] {
        let days = try RecurrenceRule(rule).days(from: #require(Day(start)), most: most)
        return days.map { day in
            let date = CivilDate(daysSince2000: day.daysSince2000)
            return "\(date.year)-\(date.month)-\(date.day)"
        }
    }

    private func faults(_ rule: String) -> [String] {
        do {
            _ = try RecurrenceRule(rule)
            return []
        } catch {
            return error.details
        }
    }

    @Test("The examples of RFC 5545 give the dates that it lists")
    func examples() throws {
        // Section 3.8.5.3: every other week on Tuesday and Thursday, for 8 occurrences.
        #expect(
            try days("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", from: "1997-09-02") == [
                "1997-9-2", "1997-9-4", "1997-9-16", "1997-9-18", "1997-9-30", "1997-10-2",
                "1997-10-14", "1997-10-16",
            ])
        #expect(
            try days("FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", from: "1997-09-07") == [
                "1997-9-7", "1997-9-28", "1997-11-2", "1997-11-30", "1998-1-4", "1998-1-25",
                "1998-3-1", "1998-3-29", "1998-5-3", "1998-5-31",
            ])
        #expect(
            try days("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6", from: "1997-09-28") == [
                "1997-9-28", "1997-10-29", "1997-11-28", "1997-12-29", "1998-1-29", "1998-2-26",
            ])
        // Where a week begins makes a difference: the same rule with two answers.
        let rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST="
        #expect(
            try days(rule + "MO", from: "1997-08-05") == [
                "1997-8-5", "1997-8-10", "1997-8-19", "1997-8-24",
            ])
        #expect(
            try days(rule + "SU", from: "1997-08-05") == [
                "1997-8-5", "1997-8-17", "1997-8-19", "1997-8-31",
            ])
    }

    @Test("A date that a month does not have is left out and not counted")
    func missingDates() throws {
        #expect(
            try days("FREQ=MONTHLY;COUNT=4", from: "2031-01-31") == [
                "2031-1-31", "2031-3-31", "2031-5-31", "2031-7-31",
            ])
        #expect(try days("FREQ=MONTHLY;BYDAY=5MO;COUNT=2", from: "2031-03-31").last == "2031-6-30")
    }

    @Test("UNTIL is the last day; with a time, a day more is given, as a zone may need it")
    func until() throws {
        let start = "2031-03-01"
        #expect(try days("FREQ=DAILY;UNTIL=20310303", from: start).last == "2031-3-3")
        #expect(try days("FREQ=DAILY;UNTIL=20310303T120000Z", from: start).last == "2031-3-4")
        #expect(try days("FREQ=DAILY;UNTIL=20310228", from: start) == [])
    }

    @Test("No more days are given than are wanted, and none beyond the calendar")
    func bounds() throws {
        #expect(try days("FREQ=DAILY;UNTIL=99991231", from: "2031-01-01", most: 7).count == 7)
        #expect(try days("FREQ=WEEKLY;COUNT=366", from: "9998-12-20").count == 54)
        // 1 February and every twelfth month: never a 30th.
        let never = "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30;COUNT=2"
        #expect(try days(never, from: "2031-02-01") == [])
    }

    @Test("A rule says whether a start is one of its days")
    func starts() throws {
        let rule = try RecurrenceRule("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3")
        #expect(try rule.includes(start: #require(Day("2031-01-07"))))
        #expect(try !rule.includes(start: #require(Day("2031-01-08"))))
    }

    @Test("Names may be in lower case, with RRULE: before them")
    func spelling() throws {
        let rule = try RecurrenceRule("rrule:freq=monthly;byday=+1mo,-1fr;count=01")
        #expect(rule.text == "FREQ=MONTHLY;BYDAY=+1MO,-1FR;COUNT=01")
        #expect(rule == (try RecurrenceRule(rule.text)))
    }

    @Test("All that is wrong with a rule is named")
    func allFaults() {
        let faults = faults("FREQ=YEARLY;INTERVAL=0;BYDAY=6MO;COUNT=367;UNTIL=2031;BYSETPOS=1;X=1")
        #expect(faults.count == 8)
        for part in [
            "FREQ", "INTERVAL", "BYDAY", "COUNT from 1 to 366", "both COUNT and UNTIL",
            "UNTIL with", "BYSETPOS", "RFC 5545",
        ] {
            #expect(faults.contains { $0.contains(part) }, "\(part): \(faults)")
        }
    }

    @Test(
        "A rule that is not one, or that would not end, is refused",
        arguments: [
            "", ";", "FREQ", "FREQ=", "=DAILY", "FREQ=DAILY", "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=1;COUNT=2", "FREQ=DAILY;COUNT=1;",
            "COUNT=1", "FREQ=HOURLY;COUNT=1", "FREQ=DAILY;COUNT=1;INTERVAL=1000",
            "FREQ=DAILY;COUNT=1;INTERVAL=99999999999999999999", "FREQ=DAILY;COUNT=1;BYDAY=",
            "FREQ=DAILY;COUNT=1;BYDAY=MO,", "FREQ=DAILY;COUNT=1;BYDAY=XX",
            "FREQ=WEEKLY;COUNT=1;BYDAY=1MO", "FREQ=MONTHLY;COUNT=1;BYDAY=0MO",
            "FREQ=WEEKLY;COUNT=1;BYMONTHDAY=1", "FREQ=MONTHLY;COUNT=1;BYMONTHDAY=32",
            "FREQ=MONTHLY;COUNT=1;BYMONTHDAY=0", "FREQ=WEEKLY;COUNT=1;WKST=1MO",
            "FREQ=DAILY;UNTIL=20310230", "FREQ=DAILY;UNTIL=20310303T120000",
            "FREQ=DAILY;UNTIL=20310303T126000Z", "FREQ=DAILY;UNTIL=20310303T120000+0100",
            "FREQ=DAILY COUNT=1", "RRULE:RRULE:FREQ=DAILY;COUNT=1", "FREQ=DAILY\r\nCOUNT=1",
        ])
    func refuses(rule: String) {
        #expect(!faults(rule).isEmpty)
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Bookings that recur.
    @Suite(.serialized) struct RecurringBookings {
        /// What a series booked: start and end of each.
        private func booked(_ answer: Answer) -> [[String]] {
            answer.json["booked"].elements.map {
                [$0["start_datetime"].text, $0["end_datetime"].text]
            }
        }

        private func count(_ venue: String) throws -> Int {
            try Int(stack.value("SELECT count(*) FROM bookings WHERE venue_id = \(venue)")) ?? -1
        }

        @Test(
            "19:00 stays 19:00 for a year, wherever the venue is",
            arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
        func year(zone: String) throws {
            let locals = ZoneInfo.locals(from: "2031-01-07T19:00:00", every: 7, 53)
            let ends = ZoneInfo.locals(from: "2031-01-07T21:00:00", every: 7, 53)
            let expected = try zip(
                ZoneInfo.instants(locals, in: zone), ZoneInfo.instants(ends, in: zone)
            ).map { $0 + $1 }
            let rule = "FREQ=WEEKLY;BYDAY=TU;COUNT=53"
            let local = try Wish(Spares.venue(zone), locals[0], ends[0], rule: rule).send()
            try #require(local.status == 201, "\(local.text)")
            #expect(booked(local) == expected)
            #expect(local.json["skipped"] == .array([]))
            // The same, said in UTC: the rule recurs by the venue's clock all the same.
            let instants = try Wish(
                Spares.venue(zone), expected[0][0], expected[0][1], rule: rule
            ).send()
            #expect(booked(instants) == expected)
            // Both changes of the clock lie in the year.
            #expect(Set(expected.map { $0[0].suffix(9) }).count == 2)
            #expect(expected.map { $0[0].suffix(9) }.first == expected.map { $0[0].suffix(9) }.last)
        }

        @Test(
            "What the clock skips is refused or left out, never moved",
            arguments: [
                ("Europe/Berlin", "2031-03-02", "02:30:00", "2031-03-30"),
                ("America/New_York", "2031-03-02", "02:00:00", "2031-03-09"),
                ("Australia/Lord_Howe", "2031-09-07", "02:15:00", "2031-10-05"),
            ])
        func gap(zone: String, first: String, time: String, gone: String) throws {
            let venue = try Spares.venue(zone)
            let locals = ZoneInfo.locals(from: "\(first)T\(time)", every: 7, 6)
            var wish = Wish(venue, locals[0], "\(first)T03:30:00", rule: "FREQ=WEEKLY;COUNT=6")
            let refused = try wish.send()
            #expect(refused.status == 422 && pointers(refused) == ["/start_datetime"])
            let detail = refused.json["errors"][0]["detail"].text
            #expect(detail.hasPrefix("\(gone)T\(time): does not exist in \(zone), "))
            #expect(try count(venue) == 0)
            wish.onConflict = "skip"
            let answer = try wish.send()
            try #require(answer.status == 201, "\(answer.text)")
            let instants = try ZoneInfo.instants(locals, in: zone)
            #expect(booked(answer).map { $0[0] } == instants.flatMap { $0 })
            #expect(instants.filter(\.isEmpty).count == 1)
            let skipped = answer.json["skipped"].elements
            #expect(skipped.map { $0["local_start"].text } == ["\(gone)T\(time)"])
            #expect(detail.hasSuffix(": " + skipped[0]["reason"].text))
        }

        @Test(
            "What the clock shows twice has the offset of the first occurrence",
            arguments: [
                ("Europe/Berlin", "02:30:00", "2031-10-26", "2031-10-05", 0),
                ("Europe/Berlin", "02:30:00", "2031-10-26", "2031-02-09", 1),
                ("America/New_York", "01:30:00", "2031-11-02", "2031-10-05", 0),
                ("Australia/Lord_Howe", "01:45:00", "2031-04-06", "2031-03-02", 0),
            ])
        func overlap(zone: String, time: String, date: String, first: String, which: Int) throws {
            let isSummer = which == 0
            // From a winter's day every 37 weeks, so that the next is the day of the change.
            let weeks = isSummer ? 1 : 37
            let locals = ZoneInfo.locals(
                from: "\(first)T\(time)", every: 7 * weeks, isSummer ? 6 : 2)
            let rule = "FREQ=WEEKLY;INTERVAL=\(weeks);COUNT=\(locals.count)"
            let answer = try Wish(
                Spares.venue(zone), locals[0], "\(first)T05:00:00", rule: rule
            ).send()
            try #require(answer.status == 201, "\(answer.text)")
            let instants = try ZoneInfo.instants(locals, in: zone)
            let place = try #require(locals.firstIndex(of: "\(date)T\(time)"))
            #expect(instants[place].count == 2)
            #expect(
                booked(answer).map { $0[0] } == instants.map { $0.count == 2 ? $0[which] : $0[0] })
        }

        @Test("A start that is there twice needs an offset, and the rest follows from it")
        func repeatedStart() throws {
            let venue = try Spares.venue("Europe/Berlin")
            var wish = Wish(
                venue, "2031-10-26T02:30:00", "2031-10-26T04:00:00", rule: "FREQ=WEEKLY;COUNT=2")
            #expect(try wish.send().status == 422)
            wish.start += "+01:00"
            let answer = try wish.send()
            #expect(
                booked(answer).map { $0[0] } == ["2031-10-26T01:30:00Z", "2031-11-02T01:30:00Z"])
        }

        @Test("UNTIL is the last day, or the last instant, that counts")
        func until() throws {
            for (until, last) in [
                ("20310401", "2031-04-01T17:00:00Z"), ("20310331", "2031-03-31T17:00:00Z"),
                ("20310330", "2031-03-30T17:00:00Z"),
                ("20310331T170000Z", "2031-03-31T17:00:00Z"),
                ("20310331T165959Z", "2031-03-30T17:00:00Z"),
            ] {
                let answer = try Wish(
                    Spares.venue("Europe/Berlin"), "2031-03-28T19:00:00", "2031-03-28T20:00:00",
                    rule: "FREQ=DAILY;UNTIL=\(until)"
                ).send()
                #expect(booked(answer).last?[0] == last, "\(until): \(answer.text)")
            }
        }

        @Test("All that is wrong with a rule is named, and nothing is booked")
        func faults() throws {
            let venue = try Spares.venue("Europe/Berlin")
            func refusal(_ rule: String, end: String = "2031-01-07T21:00:00") throws -> Answer {
                let answer = try Wish(
                    venue, "2031-01-07T19:00:00", end, rule: rule, onConflict: "skip"
                ).send()
                #expect(answer.status == 422, "\(rule): \(answer.text)")
                return answer
            }
            let many = try refusal("FREQ=YEARLY;INTERVAL=0;BYDAY=XX;COUNT=367")
            #expect(pointers(many) == Array(repeating: "/recurrence", count: 4))
            for rule in [
                "FREQ=DAILY", "FREQ=DAILY;UNTIL=20320108", "FREQ=DAILY;UNTIL=20320108T180000Z",
                "FREQ=DAILY;UNTIL=20310107T175959Z", "FREQ=DAILY;UNTIL=20310106",
                "FREQ=WEEKLY;BYDAY=WE;COUNT=3",
            ] {
                #expect(pointers(try refusal(rule)) == ["/recurrence"], "\(rule)")
            }
            let overlapping = try refusal("FREQ=DAILY;COUNT=9", end: "2031-01-09T01:00:00")
            #expect(pointers(overlapping) == ["/recurrence"])
            #expect(overlapping.json["errors"][0]["detail"].text.contains("overlap"))
            let backwards = try refusal("FREQ=DAILY;COUNT=9", end: "2031-01-07T19:00:00")
            #expect(pointers(backwards) == ["/end_datetime"])
            var alone = Wish(venue, "2031-01-07T19:00:00", "2031-01-07T20:00:00")
            alone.onConflict = "skip"
            #expect(try pointers(alone.send()) == ["/on_conflict"])
            alone.venue = "999999999"
            alone.rule = "FREQ=DAILY;COUNT=2"
            #expect(try pointers(alone.send()) == ["/venue_id"])
            #expect(try count(venue) == 0)
        }
    }
}

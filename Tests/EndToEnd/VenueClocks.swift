import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Times by the clock on the venue's wall.
    @Suite(.serialized) struct VenueClocks {
        @Test("A time without an offset is the venue's, in winter and in summer")
        func local() throws {
            for (zone, start, instant) in [
                ("Europe/Berlin", "2031-01-15T19:00:00", "2031-01-15T18:00:00Z"),
                ("Europe/Berlin", "2031-07-15T19:00:00", "2031-07-15T17:00:00Z"),
                ("America/New_York", "2031-07-15T19:00:00", "2031-07-15T23:00:00Z"),
                ("Australia/Lord_Howe", "2031-07-15T19:00:00", "2031-07-15T08:30:00Z"),
                ("Australia/Lord_Howe", "2031-01-15T19:00:00", "2031-01-15T08:00:00Z"),
            ] {
                let end = start.replacingOccurrences(of: "T19", with: "T21")
                let answer = try Wish(Spares.venue(zone), start, end).send()
                try #require(answer.status == 201, "\(answer.text)")
                #expect(answer.json["start_datetime"].text == instant)
                #expect(answer.json["total_amount"].text == "20.00")
            }
        }

        @Test("A time that does not exist, or exists twice, is refused unless an offset says which")
        func changes() throws {
            let venue = try Spares.venue("Europe/Berlin")
            let gap = try Wish(venue, "2031-03-30T02:30:00", "2031-03-30T04:00:00").send()
            #expect(gap.status == 422 && pointers(gap) == ["/start_datetime"])
            #expect(
                gap.json["errors"][0]["detail"].text
                    == "does not exist in Europe/Berlin, where the clock is put from "
                    + "2031-03-30T02:00 to 2031-03-30T03:00")
            let twice = try Wish(venue, "2031-10-26T01:00:00", "2031-10-26T02:30:00").send()
            #expect(twice.status == 422 && pointers(twice) == ["/end_datetime"])
            #expect(
                twice.json["errors"][0]["detail"].text
                    == "exists twice in Europe/Berlin, with the offsets +02:00 and +01:00")
            for (end, amount) in [("02:30:00+02:00", "15.00"), ("02:30:00+01:00", "25.00")] {
                let answer = try Wish(
                    Spares.venue("Europe/Berlin"), "2031-10-26T01:00:00", "2031-10-26T\(end)"
                ).send()
                #expect(answer.json["total_amount"].text == amount, "\(answer.text)")
            }
            let howe = try Wish(
                Spares.venue("Australia/Lord_Howe"), "2031-10-05T02:15:00", "2031-10-05T03:00:00"
            ).send()
            #expect(howe.json["errors"][0]["detail"].text.hasSuffix("T02:00 to 2031-10-05T02:30"))
        }

        @Test("A booking is moved by its venue's clock, and stays when the time is none")
        func moves() throws {
            let venue = try Spares.venue("America/New_York")
            let made = try Wish(venue, "2031-02-03T19:00:00", "2031-02-03T21:00:00").send()
            let path = "/api/v1/bookings/\(made.json["id"].int ?? 0)"
            func move(_ start: String, _ end: String) throws -> Answer {
                try stack.curl(
                    path, as: member, method: "PATCH",
                    json: #"{"start_datetime":"\#(start)","end_datetime":"\#(end)"}"#)
            }
            let moved = try move("2031-07-03T19:00:00", "2031-07-04T01:00:00Z")
            #expect(moved.json["start_datetime"].text == "2031-07-03T23:00:00Z", "\(moved.text)")
            let gap = try move("2031-03-09T02:30:00", "2031-03-09T02:45:00")
            #expect(gap.status == 422)
            #expect(pointers(gap) == ["/start_datetime", "/end_datetime"])
            #expect(try stack.curl(path, as: member).json == moved.json)
            let foreign = try stack.curl(
                path, as: admin, method: "PATCH", json: #"{"end_datetime":"2031-03-09T02:45:00"}"#)
            #expect(foreign.status == 404)
        }

        @Test("The database's clocks agree with Python's about every change of two years")
        func agreement() throws {
            let times = try ZoneInfo.nearChanges(in: [
                "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
                "America/Havana", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut",
                "Atlantic/Azores", "Pacific/Chatham", "Asia/Kathmandu", "Africa/Cairo",
            ])
            let rows = times.map { time in
                "('\(time.zone)','\(time.local)','\(time.instants.joined(separator: " "))')"
            }
            let wrong = try stack.sql(
                """
                SELECT zone, local, found, expected
                  FROM (VALUES \(rows.joined(separator: ","))) AS times (zone, local, expected)
                 CROSS JOIN LATERAL (
                        SELECT coalesce(string_agg(rfc3339(instant), ' '), '') AS found,
                               local_time_fault(local::timestamp, zone) IS NULL AS is_good
                          FROM unnest(local_instants(local::timestamp, zone)) AS instant) AS ours
                 WHERE found <> expected
                    OR is_good <> (cardinality(string_to_array(expected, ' ')) = 1)
                """)
            #expect(wrong == [])
            let counts = [0, 1, 2].map { count in times.count { $0.instants.count == count } }
            #expect(counts.allSatisfy { $0 > 20 }, "\(counts)")
        }

        @Test("Of two instants the one with the offset of the first is taken, and no third")
        func preference() throws {
            for (offset, instant) in [
                ("02:00", "2031-10-26T00:30:00Z"), ("01:00", "2031-10-26T01:30:00Z"), ("05:00", ""),
            ] {
                let found = try stack.sql(
                    """
                    SELECT coalesce(rfc3339(local_instant(
                               '2031-10-26T02:30', 'Europe/Berlin', '\(offset)')), '')
                    """)
                #expect(found.first ?? "" == instant)
            }
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Bookings as other programs' calendars read them.
    @Suite(.serialized) struct CalendarFeeds {
        private func read(_ calendar: Answer) throws -> [String] {
            try events(calendar) {
                """
                \($0)["UID"], \($0)["SEQUENCE"], \($0)["STATUS"],
                \($0)["DTSTART"].dt.isoformat(), \($0)["DTEND"].dt.isoformat(),
                \($0)["LOCATION"], repr(str(\($0).get("DESCRIPTION", "")))
                """
            }
        }

        @Test("A booking reads back as what it is, with its text escaped and folded")
        func booking() throws {
            let id = try Spares.booking()
            let notes = String(repeating: "Größe, Höhe; C:\\\\dir\\n", count: 8)
            let changed = try stack.curl(
                "/api/v1/bookings/\(id)", as: member, method: "PATCH",
                json: #"{"notes":"\#(notes)"}"#)
            try #require(changed.status == 200, "\(changed.text)")
            let answer = try stack.curl("/api/v1/bookings/\(id).ics", as: member)
            #expect(answer["Content-Type"] == "text/calendar; charset=utf-8")
            let events = try read(answer)
            let reference = changed.json["booking_reference"].text
            let plain = String(repeating: "Größe, Höhe; C:\\\\dir\\n", count: 8)
            #expect(
                events == [
                    "\(reference)@guildhall|1|TENTATIVE|2031-05-05T10:00:00+00:00|"
                        + "2031-05-05T12:00:00+00:00|Spare|'\(plain)'"
                ])
            #expect(try stack.curl("/api/v1/bookings/\(id).ics", as: admin).status == 404)
            #expect(try stack.curl("/api/v1/bookings/\(id).ics").status == 401)
        }

        @Test("A feed has all of the member's bookings, and ends when it is told to")
        func feed() throws {
            let person = try EndToEnd.person()
            let venue = try Spares.venue()
            try stack.sql(
                """
                INSERT INTO bookings (user_id, venue_id, start_datetime, end_datetime, guests,
                                      total_amount_minor, currency, status)
                SELECT \(person.id), \(venue), at, at + interval '1 hour', 3, 0, 'EUR',
                       CASE WHEN n % 2 = 0 THEN 'confirmed' ELSE 'cancelled' END::booking_status
                  FROM generate_series(1, 3000) AS n,
                       LATERAL (SELECT timestamptz '2020-01-01T00:00Z' + n * interval '1 day') AS t (at)
                """)
            let made = try stack.curl(
                "/api/v1/calendar", method: "POST", options: person.bearer)
            try #require(made.status == 201, "\(made.text)")
            let address = made.json["url"].text
            let events = try read(stack.curl(address))
            #expect(events.count == 3_000)
            #expect(events.filter { $0.contains("|CANCELLED|") }.count == 1_500)
            #expect(Set(events.map { $0.prefix { $0 != "|" } }).count == 3_000)
            let again = try stack.curl("/api/v1/calendar", method: "POST", options: person.bearer)
            #expect(try stack.curl(address).status == 404)
            let second = again.json["url"].text
            #expect(try stack.curl(second).status == 200)
            let ended = try stack.curl(
                "/api/v1/calendar", method: "DELETE", options: person.bearer)
            #expect(ended.status == 204)
            #expect(try stack.curl(second).status == 404)
            let log = try String(
                contentsOf: stack.state.appendingPathComponent("log/nginx-access.log"),
                encoding: .utf8)
            #expect(!log.contains(made.json["token"].text))
        }
    }
}

extension EndToEnd {
    /// What Debian's icalendar library reads: an event a line, with `|` between its facts.
    /// - Parameter facts: Python expressions of an event, whose name is given.
    static func events(_ calendar: Answer, _ facts: (String) -> String) throws -> [String] {
        let script = """
            import sys, icalendar
            for line in sys.stdin.buffer.read().split(b"\\r\\n"): assert len(line) <= 75, line
            sys.stdin.buffer.seek(0)
            for event in icalendar.Calendar.from_ical(sys.stdin.buffer.read()).walk("VEVENT"):
                print(\(facts("event")), sep="|")
            """
        let file = stack.state.appendingPathComponent("calendar.ics")
        try calendar.body.write(to: file)
        // The library is Debian's, and so is the Python that finds it.
        let outcome = try run(["sh", "-c", "/usr/bin/python3 -c '\(script)' < \(file.path)"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.text.split(separator: "\n").map(String.init)
    }
}

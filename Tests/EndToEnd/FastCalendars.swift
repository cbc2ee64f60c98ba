import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Fasts as calendar programs read them.
    @Suite(.serialized) struct FastCalendars {
        private func events(_ calendar: Answer) throws -> [String] {
            try EndToEnd.events(calendar) {
                """
                \($0)["UID"], \($0)["DTSTART"].dt.isoformat(), \($0)["DTEND"].dt.isoformat(),
                str(\($0)["SUMMARY"]), str(\($0)["LOCATION"]), \($0)["TRANSP"]
                """
            }
        }

        @Test("Each day of a fast reads back as an event of that whole day")
        func days() throws {
            let church = try stack.value(
                """
                INSERT INTO churches (name) VALUES ('St. Martin; "am Berg", Nord') RETURNING id
                """)
            let name = String(repeating: "Große Fastenzeit, C:\\\\dir; ", count: 6) + "Ende"
            let made = try stack.curl(
                "/api/v1/admin/fasts", as: admin,
                json: #"{"name":"\#(name)","church_id":\#(church),"#
                    + #""days":["2031-12-31","2032-02-29","2031-12-30"]}"#)
            try #require(made.status == 201, "\(made.text)")
            let id = try #require(made.json["id"].int)
            let answer = try stack.curl("/api/v1/fasts/\(id).ics")
            #expect(answer["Content-Type"] == "text/calendar; charset=utf-8")
            let rest = "\(made.json["name"].text)|St. Martin; \"am Berg\", Nord|TRANSPARENT"
            #expect(
                try events(answer) == [
                    "fast-\(id)-20311230@guildhall|2031-12-30|2031-12-31|\(rest)",
                    "fast-\(id)-20311231@guildhall|2031-12-31|2032-01-01|\(rest)",
                    "fast-\(id)-20320229@guildhall|2032-02-29|2032-03-01|\(rest)",
                ])
            let tag = try #require(answer["ETag"])
            let again = try stack.curl(
                "/api/v1/fasts/\(id).ics", options: ["-H", "If-None-Match: \(tag)"])
            #expect(again.status == 304)
        }

        @Test("A fast of a thousand days is a whole calendar, one without days an empty one")
        func sizes() throws {
            for days in [1_000, 0] {
                let fast = try Spares.fast(Spares.church(), days: days)
                let events = try events(stack.curl("/api/v1/fasts/\(fast).ics"))
                #expect(events.count == days)
                #expect(Set(events).count == days)
            }
            for id in ["999999999", "0", "x"] {
                #expect(try stack.curl("/api/v1/fasts/\(id).ics").status == 404)
            }
        }
    }
}

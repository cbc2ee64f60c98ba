import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Catalogue {
        @Test("Venues come smallest first, without the retired ones")
        func venues() throws {
            try stack.sql("UPDATE venues SET retired_at = now() WHERE id = 11")
            let answer = try stack.curl("/api/v1/venues?page_size=100")
            let one = try stack.curl("/api/v1/venues/11")
            try stack.sql("UPDATE venues SET retired_at = NULL WHERE id = 11")
            let wanted = try stack.sql(
                """
                SELECT id FROM venues WHERE id <> 11 AND retired_at IS NULL
                 ORDER BY seats, id LIMIT 100
                """)
            #expect(
                answer.json["items"].elements.compactMap { $0["id"].int.map(String.init) } == wanted
            )
            #expect(one.status == 200, "a retired venue can still be looked up")
            let large = try stack.curl("/api/v1/venues?seats=100&page_size=100")
            #expect(!large.json["items"].elements.isEmpty)
            #expect(large.json["items"].elements.allSatisfy { ($0["seats"].int ?? 0) >= 100 })
        }

        @Test("Programs can be asked for by whether they are regular")
        func programs() throws {
            let all = try stack.curl("/api/v1/programs?page_size=100").json["items"].elements
            for regular in [true, false] {
                let some = try stack.curl("/api/v1/programs?regular=\(regular)&page_size=100")
                    .json["items"].elements
                #expect(!some.isEmpty)
                #expect(some == all.filter { $0["regular"] == .bool(regular) })
            }
        }

        @Test("Events of a span are those that touch it")
        func events() throws {
            let from = try stack.value("SELECT now()::date")
            let to = try stack.value("SELECT now()::date + 14")
            let answer = try stack.curl("/api/v1/events?from=\(from)&to=\(to)&page_size=100")
            let wanted = try stack.sql(
                """
                SELECT id FROM events WHERE retired_at IS NULL AND end_datetime > '\(from)'
                   AND start_datetime < date '\(to)' + 1 ORDER BY start_datetime, id
                """)
            #expect(!wanted.isEmpty)
            #expect(
                answer.json["items"].elements.compactMap { $0["id"].int.map(String.init) } == wanted
            )
        }

        @Test("A venue is busy while bookings of it are pending or confirmed")
        func availability() throws {
            let from = try stack.value("SELECT now()::date")
            let to = try stack.value("SELECT now()::date + 20")
            let answer = try stack.curl("/api/v1/venues/3/availability?from=\(from)&to=\(to)")
            #expect(answer.json.names == ["venue", "from", "to", "busy", "complete"])
            #expect(answer.json["complete"] == .bool(true))
            let wanted = try stack.sql(
                """
                SELECT to_char(start_datetime AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM bookings
                 WHERE venue_id = 3 AND status IN ('pending', 'confirmed')
                   AND end_datetime > '\(from)' AND start_datetime < date '\(to)' + 1
                 ORDER BY start_datetime
                """)
            #expect(!wanted.isEmpty)
            #expect(answer.json["busy"].elements.map { $0["start_datetime"].text } == wanted)
            #expect(
                try stack.curl("/api/v1/venues/999/availability?from=\(from)&to=\(to)").status
                    == 404)
        }

        @Test("Today's bookings are today's by each venue's own clock")
        func today() throws {
            let answer = try stack.curl("/api/v1/admin/bookings/today?page_size=100", as: admin)
            let wanted = try stack.sql(
                """
                SELECT b.id FROM bookings b JOIN venues v ON v.id = b.venue_id
                 WHERE (b.start_datetime AT TIME ZONE v.time_zone)::date = (now() AT TIME ZONE v.time_zone)::date
                 ORDER BY b.start_datetime, b.id LIMIT 100
                """)
            #expect(!wanted.isEmpty)
            #expect(
                answer.json["items"].elements.compactMap { $0["id"].int.map(String.init) } == wanted
            )
        }

        @Test(
            "Admins filter bookings by everything at once",
            arguments: [
                ("status=pending", "b.status = 'pending'"), ("venue=9", "b.venue_id = 9"),
                ("user=2", "b.user_id = 2"),
                ("venue=9&status=completed", "b.venue_id = 9 AND b.status = 'completed'"),
                ("search=ANNA", "(u.name ILIKE '%anna%' OR u.email ILIKE '%anna%')"),
                ("search=o'b", "(u.name ILIKE '%o''b%' OR u.email ILIKE '%o''b%')"),
                ("search=100%25", "(u.name ILIKE '%100\\%%' OR u.email ILIKE '%100\\%%')"),
                ("search=gh-7", "b.booking_reference LIKE 'GH-7%'"),
                (
                    "search=wei%C3%9F&status=completed&venue=3",
                    "u.name ILIKE '%weiß%' AND b.status = 'completed' AND b.venue_id = 3"
                ),
            ])
        func filters(_ query: String, _ condition: String) throws {
            let answer = try stack.curl("/api/v1/admin/bookings?\(query)&page_size=100", as: admin)
            let wanted = try stack.sql(
                """
                SELECT b.id FROM bookings b JOIN users u ON u.id = b.user_id WHERE \(condition)
                 ORDER BY b.start_datetime DESC, b.id DESC
                """)
            let found = answer.json["items"].elements.compactMap { $0["id"].int.map(String.init) }
            #expect(found == Array(wanted.prefix(100)))
            #expect(answer.json["pagination"]["total"].int == wanted.count)
        }

        @Test("A booking shows its venue, its amount and, to admins, its customer")
        func booking() throws {
            let row = try stack.value(
                """
                SELECT b.id, b.booking_reference, (b.total_amount_minor / 100.0)::numeric(12, 2), v.name, u.email
                  FROM bookings b JOIN venues v ON v.id = b.venue_id JOIN users u ON u.id = b.user_id
                 WHERE b.user_id = 2 ORDER BY b.start_datetime DESC, b.id DESC LIMIT 1
                """
            ).split(separator: "|").map(String.init)
            let mine = try stack.curl("/api/v1/bookings?page_size=1", as: member).json["items"][0]
            #expect(mine["id"].int == Int(row[0]))
            #expect(mine["booking_reference"].text == row[1])
            #expect(mine["total_amount"].text == row[2])
            #expect(mine["venue"]["name"].text == row[3])
            #expect(mine["customer"].isNull)
            let all = try stack.curl("/api/v1/admin/bookings?page_size=1&user=2", as: admin).json[
                "items"][0]
            #expect(all["customer"]["email"].text == row[4])
        }

        @Test("A client that has the present version gets 304")
        func notModified() throws {
            for path in ["/api/v1/venues/3", "/api/v1/venues", "/api/v1/openapi.json"] {
                let first = try stack.curl(path)
                let tag = try #require(first["ETag"])
                let second = try stack.curl(path, options: ["-H", "If-None-Match: \(tag)"])
                #expect(second.status == 304)
                #expect(second.body.isEmpty)
                #expect(second["ETag"] == tag)
                let compressed = try stack.curl(
                    path, options: ["-H", "If-None-Match: W/\(tag)", "-H", "Accept-Encoding: gzip"])
                #expect(compressed.status == 304)
                #expect(
                    try stack.curl(path, options: ["-H", "If-None-Match: \"x\""]).status == 200)
            }
        }

        @Test("HEAD answers as GET does, without the body")
        func head() throws {
            let get = try stack.curl("/api/v1/venues/3")
            let head = try stack.curl("/api/v1/venues/3", method: "HEAD")
            #expect(head.status == 200)
            #expect(head["Content-Length"] == String(get.body.count))
            #expect(head["ETag"] == get["ETag"])
        }
    }
}

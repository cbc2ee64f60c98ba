import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Fasts and their days, as admins write them down and everyone sees them.
    @Suite(.serialized) struct Fasts {
        private let path = "/api/v1/fasts"

        private func create(_ json: String, _ options: [String] = []) throws -> Answer {
            try stack.curl("/api/v1/admin/fasts", as: admin, json: json, options: options)
        }

        private func setDays(_ fast: Int, _ days: String) throws -> Answer {
            try stack.curl(
                "/api/v1/admin/fasts/\(fast)/days", as: admin, method: "PUT",
                json: #"{"days":\#(days)}"#)
        }

        private func days(_ fast: Int) throws -> [String] {
            try stack.sql("SELECT day FROM fast_days WHERE fast_id = \(fast) ORDER BY day")
        }

        @Test("A fast is created with its days, each once, and found where the answer says")
        func create() throws {
            let church = try Spares.church()
            let answer = try create(
                #"{"name":"Lent","church_id":\#(church),"#
                    + #""days":["2031-03-07","2031-03-05","2031-03-07"]}"#)
            try #require(answer.status == 201, "\(answer.text)")
            let id = try #require(answer.json["id"].int)
            #expect(answer["Location"] == "\(path)/\(id)")
            #expect(try days(id) == ["2031-03-05", "2031-03-07"])
            #expect(
                answer.json.names == [
                    "id", "name", "church", "starts_on", "ends_on", "days_count",
                    "participants_count", "joined", "countdown",
                ])
            #expect(answer.json["starts_on"].text == "2031-03-05")
            #expect(answer.json["ends_on"].text == "2031-03-07")
            #expect(answer.json["days_count"].int == 2)
            #expect(answer.json["participants_count"].int == 0)
            #expect(answer.json["joined"] == .bool(false))
            #expect(answer.json["church"]["id"].int == Int(church))
            let found = try stack.curl("\(path)/\(id)")
            #expect(found.json == answer.json)
            let tag = try #require(found["ETag"])
            let again = try stack.curl("\(path)/\(id)", options: ["-H", "If-None-Match: \(tag)"])
            #expect(again.status == 304)
            let list = try stack.curl("\(path)?church=\(church)").json
            #expect(list["items"].elements == [answer.json])
            #expect(list["pagination"]["total"].int == 1)
            #expect(try stack.curl("\(path)/999999999").status == 404)
        }

        @Test("A span of time has the days of its weekdays, and all days without any")
        func span() throws {
            let fast = try Spares.fast(Spares.church())
            for (chosen, numbers) in [
                (#","weekdays":["wednesday","friday","friday"]"#, "3,5"), ("", "1,2,3,4,5,6,7"),
                (#","weekdays":["saturday"]"#, "6"),
            ] {
                let answer = try setDays(
                    fast, #"{"from":"1999-11-28","to":"2000-03-04"\#(chosen)}"#)
                #expect(answer.status == 200, "\(answer.text)")
                let wanted = try stack.sql(
                    """
                    SELECT day::date FROM generate_series(timestamp '1999-11-28', '2000-03-04', '1 day')
                        AS day WHERE extract(isodow FROM day) IN (\(numbers)) ORDER BY 1
                    """)
                #expect(try days(fast) == wanted)
                #expect(answer.json["days_count"].int == wanted.count)
            }
            let one = try setDays(fast, #"{"from":"2000-02-29","to":"2000-02-29"}"#)
            #expect(one.json["days_count"].int == 1)
            let none = try setDays(
                fast, #"{"from":"2000-02-29","to":"2000-02-29","weekdays":["monday"]}"#)
            #expect(none.json["days_count"].int == 0)
        }

        @Test("A fast has at most a thousand days")
        func mostDays() throws {
            let fast = try Spares.fast(Spares.church())
            #expect(try setDays(fast, #"{"from":"2030-01-01","to":"2032-09-26"}"#).status == 200)
            #expect(try days(fast).count == 1_000)
            for days in [
                #"{"from":"2030-01-01","to":"2032-09-27"}"#,
                #"{"from":"1900-01-01","to":"2999-12-31","weekdays":["friday"]}"#,
                "[" + Array(repeating: #""2030-01-01""#, count: 1_001).joined(separator: ",") + "]",
            ] {
                let answer = try setDays(fast, days)
                #expect(answer.status == 422)
                #expect(pointers(answer) == ["/days"])
            }
            let fridays = #"{"from":"2030-01-04","to":"2049-02-26","weekdays":["friday"]}"#
            #expect(try setDays(fast, fridays).json["days_count"].int == 1_000)
            let wrong = Array(repeating: "5", count: 1_000).joined(separator: ",")
            let answer = try setDays(fast, "[\(wrong)]")
            #expect(answer.status == 422 && pointers(answer).count == 1_000)
            #expect(try days(fast).count == 1_000, "nothing was changed")
        }

        @Test(
            "All that is wrong with a fast is named at once, and nothing is created",
            arguments: [
                (
                    #"{"name":"","church_id":1,"days":["2031-02-30","2031-03-01",5]}"#,
                    ["/name", "/days/0", "/days/2"]
                ),
                (
                    #"{"days":{"weekdays":["friday","Freitag"],"until":"2031-03-01"},"x":1}"#,
                    [
                        "/days/weekdays/1", "/days/until", "/days/from", "/days/to", "/x", "/name",
                        "/church_id",
                    ]
                ),
                (
                    #"{"name":"x","church_id":"1","days":{"from":"2031-03-05","to":"2031-03-04"}}"#,
                    ["/church_id", "/days/to"]
                ),
                (
                    #"{"name":"x","church_id":1,"days":["1899-12-31","3000-01-01","2999-12-31"]}"#,
                    ["/days/0", "/days/1"]
                ),
                (
                    #"{"name":"x","church_id":1,"days":{"from":"2031-03-05","to":"2031-03-06","#
                        + #""weekdays":[]}}"#, ["/days/weekdays"]
                ),
                (#"{"name":"x","church_id":1,"days":"2031-03-05"}"#, ["/days"]),
                (#"{"name":"x","church_id":1,"days":null}"#, ["/days"]),
                (#"{"name":"x","church_id":999999999}"#, ["/church_id"]),
            ])
        func faults(_ body: String, _ wanted: [String]) throws {
            let before = try stack.sql("SELECT count(*) FROM fasts")
            let answer = try create(body)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(pointers(answer) == wanted)
            #expect(try stack.sql("SELECT count(*) FROM fasts") == before)
        }

        @Test("A fast sent twice with one Idempotency-Key is created once")
        func idempotency() throws {
            let church = try Spares.church()
            let body = #"{"name":"Once","church_id":\#(church),"days":["2031-03-05"]}"#
            let key = ["-H", "Idempotency-Key: \(UUID())"]
            let first = try create(body, key)
            let second = try create(body, key)
            #expect(first.status == 201 && second.status == 201)
            #expect(second.body == first.body && second["Location"] == first["Location"])
            #expect(second["Idempotency-Replayed"] == "true")
            #expect(try create(#"{"name":"Twice","church_id":\#(church)}"#, key).status == 422)
            let count = try stack.sql("SELECT count(*) FROM fasts WHERE church_id = \(church)")
            #expect(count == ["1"])
        }

        @Test("Setting the days leaves these and no others, however often")
        func replace() throws {
            let fast = try Spares.fast(Spares.church(), days: 5)
            let dates = #"["2031-03-06","2031-03-07","2031-05-01"]"#
            for _ in 0..<2 {
                let answer = try setDays(fast, dates)
                #expect(answer.status == 200)
                #expect(answer.json["starts_on"].text == "2031-03-06")
                #expect(answer.json["ends_on"].text == "2031-05-01")
                #expect(answer.json["days_count"].int == 3)
                #expect(try days(fast) == ["2031-03-06", "2031-03-07", "2031-05-01"])
                #expect(try stack.curl("\(path)/\(fast)").json == answer.json)
            }
            let none = try setDays(fast, "[]")
            #expect(none.json["starts_on"].isNull && none.json["ends_on"].isNull)
            #expect(none.json["countdown"].text == "No days available for Spare")
            #expect(try setDays(999_999_999, dates).status == 404)
        }

        @Test("The countdown goes by the day that it is where the church is")
        func countdown() throws {
            // Where a day begins first and last: it is never the same day in both.
            for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"] {
                let church = try Spares.church(zone)
                let today = "(now() AT TIME ZONE '\(zone)')::date"
                for (first, days, wanted) in [
                    (0, 4, "3 days until finished"), (-2, 4, "1 day until finished"),
                    (-3, 4, "Ends today"), (0, 1, "Ends today"), (-4, 4, "Finished"),
                    (1, 1, "Starts in 1 day, 1 day until finished"),
                    (2, 3, "Starts in 2 days, 4 days until finished"),
                ] {
                    let fast = try Spares.fast(church, from: "\(today) + (\(first))", days: days)
                    let shown = try stack.curl("\(path)/\(fast)").json
                    #expect(shown["countdown"].text == wanted, "\(zone), from \(first) on")
                }
            }
        }

        @Test("Fasts come latest start first, before them those without days, and page by page")
        func list() throws {
            let church = try Spares.church()
            for start in [5, 1, 3, 3] {
                _ = try Spares.fast(church, from: "date '2030-01-01' + \(start)", days: 2)
            }
            _ = try Spares.fast(church, days: 0)
            let wanted = try stack.sql(
                """
                SELECT f.id FROM fasts f LEFT JOIN fast_days d ON d.fast_id = f.id
                 WHERE church_id = \(church) GROUP BY f.id ORDER BY min(day) DESC NULLS FIRST, f.id DESC
                """)
            var seen: [String] = []
            var query = "&page=1"
            while query != "" {
                let answer = try stack.curl("\(path)?church=\(church)&page_size=2\(query)").json
                seen += answer["items"].elements.compactMap { $0["id"].int.map(String.init) }
                let next = answer["pagination"]["next"].text
                query = next == "" ? "" : "&cursor=\(next)"
            }
            #expect(seen == wanted && wanted.count == 5)
            #expect(try stack.curl("\(path)?church=x&upcoming=1").status == 400)
            #expect(try stack.curl("\(path)?church=999999999").json["items"].elements.isEmpty)
        }

        @Test("A church is where fasts are, with its time zone; one that is none is refused")
        func churches() throws {
            let church = try Spares.church("Europe/Madrid")
            let all = try stack.curl("/api/v1/churches?page_size=100").json["items"].elements
            let one = all.first { $0["id"].int == Int(church) }
            #expect(one?["time_zone"].text == "Europe/Madrid")
            #expect(throws: Stack.Failure.self) { _ = try Spares.church("Europe/Atlantis") }
        }
    }
}

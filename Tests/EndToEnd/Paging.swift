import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Paging {
        private func ids(_ answer: Answer) -> [Int] {
            answer.json["items"].elements.compactMap { $0["id"].int }
        }

        private func expected(_ filter: String = "TRUE") throws -> [Int] {
            try stack.sql(
                "SELECT id FROM bookings b WHERE \(filter) ORDER BY start_datetime DESC, id DESC"
            ).compactMap { Int($0) }
        }

        @Test("Pages by number show every row once, in the list's order")
        func byNumber() throws {
            let wanted = try expected("user_id = 2")
            var seen: [Int] = []
            for page in 1...(wanted.count / 20 + 1) {
                let answer = try stack.curl(
                    "/api/v1/bookings?page=\(page)&page_size=20", as: member)
                let facts = answer.json["pagination"]
                #expect(facts["total"].int == wanted.count)
                #expect(facts["pages"].int == (wanted.count + 19) / 20)
                #expect(facts["page"].int == page)
                #expect(facts["has_next"] == .bool(page * 20 < wanted.count))
                #expect(facts["has_previous"] == .bool(page > 1))
                seen += ids(answer)
            }
            #expect(seen == wanted)
            #expect(wanted.count > 20)
        }

        @Test(
            "Cursors walk forwards to the end and backwards to the beginning, in either order",
            arguments: ["desc", "asc"])
        func byCursor(_ order: String) throws {
            let newestFirst = try expected("venue_id = 3 AND status = 'confirmed'")
            let wanted = order == "asc" ? newestFirst.reversed() : newestFirst
            let list =
                "/api/v1/admin/bookings?venue=3&status=confirmed&page_size=30&order=\(order)"
            var answer = try stack.curl(list, as: admin)
            var seen = ids(answer)
            while answer.json["pagination"]["next"].text != "" {
                let cursor = answer.json["pagination"]["next"].text
                answer = try stack.curl("\(list)&cursor=\(cursor)", as: admin)
                #expect(answer.json["pagination"]["total"].isNull)
                seen += ids(answer)
            }
            #expect(seen == wanted)
            #expect(wanted.count > 60)
            var back = ids(answer)
            while answer.json["pagination"]["previous"].text != "" {
                let cursor = answer.json["pagination"]["previous"].text
                answer = try stack.curl("\(list)&cursor=\(cursor)", as: admin)
                back = ids(answer) + back
            }
            #expect(back == wanted)
            let cursor = try stack.curl(list, as: admin).json["pagination"]["next"].text
            let other = order == "asc" ? "desc" : "asc"
            let strange = try stack.curl(
                "/api/v1/admin/bookings?order=\(other)&cursor=\(cursor)", as: admin)
            #expect(strange.status == 400 && EndToEnd.pointers(strange) == ["/cursor"])
        }

        @Test("A cursor neither skips nor repeats while rows are added and removed")
        func stableCursor() throws {
            let wanted = try expected("venue_id = 4")
            let list = "/api/v1/admin/bookings?venue=4&page_size=40"
            let first = try stack.curl(list, as: admin)
            // A row before the page and one of the page itself go, and a new one comes before it.
            try stack.sql(
                """
                INSERT INTO bookings (user_id, venue_id, status, start_datetime, end_datetime, guests,
                                      total_amount_minor, currency)
                VALUES (2, 4, 'pending', '2100-01-01T10:00Z', '2100-01-01T12:00Z', 5, 100, 'EUR')
                """)
            try stack.sql("DELETE FROM booking_items WHERE booking_id = \(wanted[5])")
            try stack.sql("DELETE FROM bookings WHERE id = \(wanted[5])")
            let next = first.json["pagination"]["next"].text
            let second = try stack.curl("\(list)&cursor=\(next)", as: admin)
            #expect(ids(second) == Array(wanted[40..<80]))
            try stack.sql("DELETE FROM bookings WHERE start_datetime > '2099-12-31'")
        }

        @Test(
            "A page far down, found by the tally, holds the rows that an offset would",
            arguments: [
                2_001, 9_999, 12_345, 24_950,
            ])
        func deepPage(offset: Int) throws {
            for (filter, query) in [
                ("TRUE", ""), ("status = 'completed'", "&status=completed"),
                ("status = 'completed'", "&status=completed&order=asc"),
            ] {
                let newestFirst = try expected(filter)
                let wanted = query.hasSuffix("asc") ? newestFirst.reversed() : newestFirst
                let page = offset / 10 + 1
                let answer = try stack.curl(
                    "/api/v1/admin/bookings?page_size=10&page=\(page)\(query)", as: admin)
                let start = min((page - 1) * 10, wanted.count)
                #expect(ids(answer) == Array(wanted[start..<min(start + 10, wanted.count)]))
                #expect(answer.json["pagination"]["total"].int == wanted.count)
            }
        }

        @Test("A total can be exact, estimated or left out")
        func counting() throws {
            // Statistics may be of before other tests.
            try stack.sql("ANALYZE bookings")
            let list = "/api/v1/admin/bookings?page_size=1&count="
            #expect(try stack.curl(list + "none", as: admin).json["pagination"]["total"].isNull)
            let exact = try #require(
                stack.curl(list + "exact", as: admin).json["pagination"]["total"].int)
            let estimated = try #require(
                stack.curl(list + "estimated", as: admin).json["pagination"]["total"].int)
            #expect(exact == Int(try stack.value("SELECT count(*) FROM bookings")))
            #expect(abs(estimated - exact) < exact / 5)
        }

        @Test("The Link header leads to the other pages with the same filters")
        func links() throws {
            let answer = try stack.curl(
                "/api/v1/admin/bookings?status=completed&page_size=10&page=2", as: admin)
            let link = try #require(answer["Link"])
            let pages = try #require(answer.json["pagination"]["pages"].int)
            for (relation, page) in [("first", 1), ("prev", 1), ("next", 3), ("last", pages)] {
                #expect(
                    link.contains(
                        "</api/v1/admin/bookings?status=completed&page_size=10&page=\(page)>; rel=\"\(relation)\""
                    ))
            }
        }

        @Test("A list takes two statements in one round trip at the most")
        func statements() throws {
            let list = "/api/v1/admin/bookings?page_size=5&venue=7"
            // Prepared on each connection first, so that only executions count below.
            for _ in 0..<30 { _ = try stack.curl(list, as: admin) }
            try stack.sql("SELECT pg_stat_statements_reset()")
            for _ in 0..<10 { _ = try stack.curl(list, as: admin) }
            let calls = try stack.sql(
                """
                SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
                 WHERE userid = 'guildhall_interactive'::regrole
                """)
            #expect(calls == ["20"])
        }
    }
}

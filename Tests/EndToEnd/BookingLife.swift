import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// A booking from the wish to its end.
    @Suite(.serialized) struct BookingLife {
        private let path = "/api/v1/bookings"

        private func wish(
            _ venue: String, from start: String = "2031-03-03T10:00:00Z",
            until end: String = "2031-03-03T12:30:00Z", guests: Int = 5, items: String = "[]"
        ) -> String {
            #"{"venue_id":\#(venue),"start_datetime":"\#(start)","end_datetime":"\#(end)","#
                + #""guests":\#(guests),"notes":"by the window","items":\#(items)}"#
        }

        private func book(_ wish: String, _ options: [String] = []) throws -> Answer {
            try stack.curl(path, as: member, json: wish, options: options)
        }

        private func act(_ path: String, as login: Stack.Login, _ json: String? = nil) throws
            -> Answer
        {
            try stack.curl("/api/v1" + path, as: login, method: "POST", json: json)
        }

        @Test("A booking is pending, priced from the venue's and the items' rates, and its owner's")
        func create() throws {
            let venue = try Spares.venue()
            let item = try Spares.item()
            let answer = try book(wish(venue, items: #"[{"item_id":\#(item),"quantity":3}]"#))
            try #require(answer.status == 201, "\(answer.text)")
            let id = try #require(answer.json["id"].int)
            #expect(answer["Location"] == "\(path)/\(id)")
            #expect(answer.json["status"].text == "pending")
            // Two and a half hours at 10.00, and three items at 2.50.
            #expect(answer.json["total_amount"].text == "32.50")
            #expect(answer.json["notes"].text == "by the window")
            #expect(answer.json["booking_reference"].text.hasPrefix("GH-"))
            let found = try stack.curl("\(path)/\(id)", as: member)
            #expect(found.json == answer.json && found["ETag"] == answer["ETag"])
            #expect(try stack.curl("\(path)/\(id)", as: admin).status == 404)
        }

        @Test("Times that touch do not overlap; those that overlap by a minute do")
        func overlap() throws {
            let venue = try Spares.venue()
            #expect(try book(wish(venue)).status == 201)
            let after = wish(venue, from: "2031-03-03T12:30:00Z", until: "2031-03-03T13:00:00Z")
            #expect(try book(after).status == 201)
            let across = try book(
                wish(venue, from: "2031-03-03T09:00:00Z", until: "2031-03-03T10:01:00Z"))
            #expect(across.status == 409)
            #expect(pointers(across) == ["/start_datetime"])
            let detail = across.json["errors"][0]["detail"].text
            #expect(detail.contains("2031-03-03T10:00:00Z until 2031-03-03T12:30:00Z"))
            #expect(!across.text.contains("Max") && !across.text.contains(member.email))
        }

        @Test("Items are not promised twice at one time")
        func items() throws {
            let item = try Spares.item(3)
            let two = #"[{"item_id":\#(item),"quantity":2}]"#
            #expect(try book(wish(Spares.venue(), items: two)).status == 201)
            let second = try book(wish(Spares.venue(), items: two))
            #expect(second.status == 409 && pointers(second) == ["/items/0/quantity"])
            let one = #"[{"item_id":\#(item),"quantity":1}]"#
            #expect(try book(wish(Spares.venue(), items: one)).status == 201)
            let later = try wish(
                Spares.venue(), from: "2031-03-03T12:30:00Z", until: "2031-03-03T13:00:00Z",
                items: two)
            #expect(try book(later).status == 201)
        }

        @Test("All that is wrong with a wish is named at once, and nothing is booked")
        func faults() throws {
            let before = try stack.sql("SELECT count(*) FROM bookings")
            let answer = try book(
                wish(
                    Spares.venue(), from: "2020-01-02T00:00:00Z", until: "2020-01-01T00:00:00Z",
                    guests: 101, items: #"[{"item_id":999999,"quantity":1}]"#))
            #expect(answer.status == 422)
            #expect(
                pointers(answer) == [
                    "/start_datetime", "/end_datetime", "/guests", "/items/0/item_id",
                ])
            let form = try book(#"{"venue_id":"1","guests":0,"items":[{"quantity":0}],"x":1}"#)
            #expect(form.status == 422)
            #expect(
                Set(pointers(form)) == [
                    "/venue_id", "/guests", "/items/0/quantity", "/items/0/item_id", "/x",
                    "/start_datetime", "/end_datetime",
                ])
            #expect(try stack.sql("SELECT count(*) FROM bookings") == before)
        }

        @Test("The same Idempotency-Key books once")
        func idempotency() throws {
            let wish = try wish(Spares.venue())
            let key = ["-H", "Idempotency-Key: \(UUID())"]
            let first = try book(wish, key)
            let again = try book(wish, key)
            #expect(first.status == 201 && again.status == 201 && first.body == again.body)
            #expect(again["Idempotency-Replayed"] == "true")
            #expect(try book(wish).status == 409)
        }

        @Test("A change needs the booking as it was read, if that is said")
        func change() throws {
            let id = try Spares.booking()
            let read = try stack.curl("\(path)/\(id)", as: member)
            let tag = try #require(read["ETag"])
            func change(_ json: String, _ match: String) throws -> Answer {
                try stack.curl(
                    "\(path)/\(id)", as: member, method: "PATCH", json: json,
                    options: ["-H", "If-Match: \(match)"])
            }
            let first = try change(#"{"guests":9}"#, tag)
            #expect(first.status == 200 && first.json["guests"].int == 9)
            #expect(try change(#"{"guests":10}"#, tag).status == 412)
            #expect(try change(#"{"guests":10}"#, try #require(first["ETag"])).status == 200)
            #expect(try stack.sql("SELECT guests FROM bookings WHERE id = \(id)") == ["10"])
        }

        @Test("Confirmed, moved and so pending again, rejected; each step is in the history")
        func decisions() throws {
            let id = try #require(try book(wish(Spares.venue())).json["id"].int)
            let confirmed = try act(
                "/admin/bookings/\(id)/confirm", as: admin, #"{"reason":"paid"}"#)
            #expect(confirmed.json["status"].text == "confirmed")
            #expect(confirmed.json["customer"]["email"].text == member.email)
            let moved = try stack.curl(
                "\(path)/\(id)", as: member, method: "PATCH",
                json: #"{"end_datetime":"2031-03-03T14:00:00Z"}"#)
            #expect(moved.json["status"].text == "pending")
            #expect(moved.json["total_amount"].text == "40.00")
            #expect(
                try act("/admin/bookings/\(id)/reject", as: admin).json["status"].text == "rejected"
            )
            #expect(try act("/admin/bookings/\(id)/confirm", as: admin).status == 409)
            #expect(try act("/bookings/\(id)/cancel", as: member).status == 409)
            let history = try stack.curl("/api/v1/admin/bookings/\(id)/history", as: admin).json
            #expect(
                history["items"].elements.map { $0["action"].text }
                    == ["created", "confirmed", "changed", "rejected"])
            #expect(history["items"][1]["reason"].text == "paid")
            #expect(history["items"][2]["changes"].names.contains("total_amount"))
            #expect(throws: Stack.Failure.self) {
                try stack.sql("DELETE FROM booking_history WHERE booking_id = \(id)")
            }
        }

        @Test("A cancelled booking's time is free at once")
        func cancel() throws {
            let wish = try wish(Spares.venue())
            let id = try #require(try book(wish).json["id"].int)
            #expect(try book(wish).status == 409)
            #expect(try act("/bookings/\(id)/cancel", as: admin).status == 404)
            let answer = try act("/bookings/\(id)/cancel", as: member)
            #expect(answer.status == 200 && answer.json["status"].text == "cancelled")
            #expect(try book(wish).status == 201)
        }
    }
}

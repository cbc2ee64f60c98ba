import Foundation
import JSON
import Security
import TestStack
import Testing

extension EndToEnd {
    /// Bad input gets a problem document that names every fault, and never a 500.
    @Suite(.serialized) struct BadInput {
        private func expectProblem(
            _ answer: Answer, _ status: Int, location: SourceLocation = #_sourceLocation
        ) {
            #expect(answer.status == status, "\(answer.text)", sourceLocation: location)
            #expect(answer["Content-Type"] == "application/problem+json", sourceLocation: location)
            #expect(answer.json["status"].int == status, sourceLocation: location)
            #expect(answer["Cache-Control"] == "no-store", sourceLocation: location)
            for member in ["type", "title", "detail", "request_id"] {
                #expect(answer.json[member].text != "", "\(member)", sourceLocation: location)
            }
            #expect(
                answer.json["request_id"].text == answer["X-Request-ID"], sourceLocation: location)
        }

        @Test(
            "A query parameter that cannot be used is named",
            arguments: [
                ("page=0", "/page"), ("page=-1", "/page"), ("page=99999999999999999999", "/page"),
                ("page=1.5", "/page"), ("page=%2B1", "/page"), ("page=x", "/page"),
                ("page=1&page=2", "/page"), ("page_size=0", "/page_size"),
                ("page_size=101", "/page_size"), ("cursor=x", "/cursor"), ("cursor=%21", "/cursor"),
                ("count=some", "/count"), ("status=open", "/status"), ("from=2026-02-30", "/from"),
                ("from=2026-13-01", "/from"), ("from=yesterday", "/from"),
                ("from=2026-01-01T25:00:00Z", "/from"), ("from=2026-01-01T10:00:00", "/from"),
                ("from=2026-02-01&to=2026-01-01", "/to"), ("colour=red", "/colour"),
                ("status=%00", "/status"), ("status=%FF", "/status"), ("status=%C0%80", "/status"),
                ("status=%zz", "/status"), ("status=%e2%82", "/status"),
            ])
        func query(_ query: String, _ pointer: String) throws {
            for path in ["/api/v1/bookings", "/api/v1/admin/bookings"] {
                let answer = try stack.curl("\(path)?\(query)", as: admin)
                expectProblem(answer, 400)
                #expect(answer.json["errors"].elements.map { $0["pointer"].text } == [pointer])
            }
        }

        @Test("Every fault is named, not only the first")
        func everyFault() throws {
            let answer = try stack.curl(
                "/api/v1/admin/bookings?page=0&page_size=500&status=x&venue=y&colour=red", as: admin
            )
            expectProblem(answer, 400)
            let pointers = answer.json["errors"].elements.map { $0["pointer"].text }
            #expect(pointers == ["/page", "/page_size", "/status", "/venue", "/colour"])
        }

        @Test("A cursor of another list is refused, and so is one with a page")
        func foreignCursor() throws {
            let cursor = try stack.curl("/api/v1/events?page_size=1").json["pagination"]["next"]
                .text
            try #require(cursor != "")
            expectProblem(try stack.curl("/api/v1/bookings?cursor=\(cursor)", as: member), 400)
            expectProblem(try stack.curl("/api/v1/events?cursor=\(cursor)&page=2"), 400)
            let mine = try stack.curl("/api/v1/bookings?page_size=1", as: member)
            let next = mine.json["pagination"]["next"].text
            expectProblem(try stack.curl("/api/v1/admin/bookings?cursor=\(next)", as: admin), 400)
            #expect(try stack.curl("/api/v1/events?cursor=\(cursor)").status == 200)
            // A letter changed anywhere makes it another text, not another place.
            for index in cursor.indices {
                let letter = cursor[index] == "A" ? "B" : "A"
                let changed = cursor[..<index] + letter + cursor[cursor.index(after: index)...]
                guard changed != cursor else { continue }
                expectProblem(try stack.curl("/api/v1/events?cursor=\(changed)"), 400)
            }
        }

        @Test(
            "An export's parameters are checked before anything is sent",
            arguments: [
                "format=xml", "fields=id,colour", "fields=id,id", "fields=,", "after=x",
                "after=2026-01-01,5",
                "after=2026-01-01T00:00:00Z", "after=2026-01-01T00:00:00Z,x", "end_mark=maybe",
                "from=2026-02-01&to=2026-01-01", "page=1",
                "after=9999-12-31T23:59:59-01:00,1",
            ])
        func export(_ query: String) throws {
            expectProblem(try stack.curl("/api/v1/admin/bookings/export?\(query)", as: admin), 400)
        }

        @Test("A span of availability must be given, in order, and at most 400 days")
        func availability() throws {
            let path = "/api/v1/venues/3/availability"
            let missing = try stack.curl(path)
            expectProblem(missing, 400)
            #expect(missing.json["errors"].elements.map { $0["pointer"].text } == ["/from", "/to"])
            expectProblem(try stack.curl(path + "?from=2026-01-01&to=2027-03-01"), 400)
            expectProblem(try stack.curl(path + "?from=2026-01-02&to=2026-01-01"), 400)
            #expect(try stack.curl(path + "?from=2026-01-01&to=2027-02-04").status == 200)
        }

        @Test(
            "Bytes that are no text are refused in the path",
            arguments: [
                "/api/v1/venues/%00", "/api/v1/%ff", "/api/v1/venues/%c0%af",
                "/api/v1/%0d%0aSet-Cookie:x",
            ])
        func path(_ path: String) throws { expectProblem(try stack.curl(path), 400) }

        @Test("The end of the calendar and long addresses are refused or served, never a 500")
        func edges() throws {
            let span = "/api/v1/venues/3/availability?from=9999-12-01&to=9999-12-31"
            expectProblem(try stack.curl(span), 400)
            let zeros = String(repeating: "0", count: 5_000)
            expectProblem(try stack.curl("/api/v1/venues?seats=\(zeros)"), 400)
            let search = String(repeating: "%C3%A9", count: 200)
            let long = try stack.curl("/api/v1/admin/bookings?search=\(search)", as: admin)
            #expect(long.status == 200)
            let forged = try stack.curl(
                "/api/v1/admin/bookings?search=x%3E;rel=next,%3Chttp", as: admin)
            #expect(forged["Link"]?.contains("<http") == false)
        }

        @Test(
            "What is not there is a 404 with a problem document",
            arguments: [
                "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/venues/0", "/api/v1/venues/x",
                "/api/v1/venues/99999999999999999999", "/api/v1/venues/1/", "/nothing",
            ])
        func notFound(_ path: String) throws { expectProblem(try stack.curl(path), 404) }

        @Test("Another's booking looks like one that does not exist")
        func foreignBooking() throws {
            let own = try stack.value("SELECT min(id) FROM bookings WHERE user_id = 2")
            let foreign = try stack.value("SELECT min(id) FROM bookings WHERE user_id <> 2")
            #expect(
                try stack.curl("/api/v1/bookings/\(own)", as: member).json["id"].int == Int(own))
            let other = try stack.curl("/api/v1/bookings/\(foreign)", as: member)
            let none = try stack.curl("/api/v1/bookings/999999999", as: member)
            expectProblem(other, 404)
            expectProblem(none, 404)
            #expect(other.json["detail"] == none.json["detail"])
        }

        @Test("A wrong method is told which ones are right")
        func method() throws {
            let answer = try stack.curl("/api/v1/venues", method: "POST", json: "{}")
            expectProblem(answer, 405)
            #expect(answer["Allow"] == "OPTIONS, HEAD, GET")
            let options = try stack.curl("/api/v1/auth/login", method: "OPTIONS")
            #expect(options.status == 204)
            #expect(options["Allow"] == "OPTIONS, POST")
        }

        @Test("Long addresses and bodies are refused")
        func tooLong() throws {
            let long = String(repeating: "x", count: 20_000)
            expectProblem(try stack.curl("/api/v1/venues?seats=\(long)"), 414)
            let body = FileManager.default.temporaryDirectory.appendingPathComponent(
                UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: body) }
            for (size, status) in [(16 << 20, 413), (1 << 20, 413)] {
                try Data(repeating: 32, count: size).write(to: body)
                let answer = try stack.curl(
                    "/api/v1/auth/login",
                    options: [
                        "-H", "Content-Type: application/json", "--data-binary", "@\(body.path)",
                    ])
                expectProblem(answer, status)
            }
        }

        @Test("A body of very many members is refused before they are looked at")
        func manyMembers() throws {
            let path = "/api/v1/auth/login"
            func body(_ members: Int) -> String {
                "{" + (1...members).map { "\"m\($0)\":1" }.joined(separator: ",") + "}"
            }
            let most = try stack.curl(path, json: body(2_000))
            expectProblem(most, 422)
            #expect(most.json["errors"].elements.count == 2_002, "every member, and two that lack")
            expectProblem(try stack.curl(path, json: body(2_001)), 400)
        }

        @Test("A body must be JSON of the right shape")
        func body() throws {
            let path = "/api/v1/auth/login"
            expectProblem(
                try stack.curl(path, options: ["-H", "Content-Type: text/plain", "-d", "{}"]), 415)
            expectProblem(try stack.curl(path, options: ["-H", "Content-Type;", "-d", "{}"]), 415)
            for text in [
                "", "{", "{\"email\":}", "{\"email\":\"a\",\"email\":\"b\"}", "\u{FEFF}{}",
            ] {
                expectProblem(try stack.curl(path, json: text), 400)
            }
            let answer = try stack.curl(path, json: #"{"email":5,"passwort":"x"}"#)
            expectProblem(answer, 422)
            let pointers = answer.json["errors"].elements.map { $0["pointer"].text }
            #expect(pointers == ["/email", "/passwort", "/password"])
            expectProblem(try stack.curl(path, json: "[]"), 422)
            expectProblem(try stack.curl(path, json: #"{"email":"a\u0000","password":"x"}"#), 400)
        }
    }
}

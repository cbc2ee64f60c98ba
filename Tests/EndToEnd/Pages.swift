import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// The pages, in Chromium. `Tests/Browser/pages.py` does what people do; what should have come of
    /// it stands here. No page may report a fault: an exception, an error in the browser's log, or a
    /// violation of the content security policy.
    @Suite(.serialized) struct Pages {
        @Test("Every page fits narrow and wide screens, names its controls and reports no fault")
        func everyPage() throws {
            let flaws = try perform("every_page")["flaws"].elements.map(\.text)
            #expect(flaws == [])
        }

        @Test("An administrator filters bookings, turns pages and confirms one with a reason")
        func decide() throws {
            let outcome = try perform("decide")
            let statuses = outcome["statuses"].elements.map(\.text)
            #expect(statuses.count == 20 && Set(statuses) == ["pending"])
            let pages = outcome["pages"].elements.map(\.text)
            try #require(pages.count == 3)
            #expect(pages[0] == pages[2] && pages[0] != pages[1])
            let history = outcome["history"].text
            #expect(history.contains("confirmed") && history.contains("Agreed by telephone"))
            let kept = try stack.sql(
                """
                SELECT b.status, h.reason
                  FROM bookings b JOIN booking_history h ON h.booking_id = b.id
                 WHERE b.booking_reference = '\(pages[0])' ORDER BY h.id DESC LIMIT 1
                """)
            #expect(kept == ["confirmed|Agreed by telephone"])
        }

        @Test("A member books a free hour of a venue's calendar")
        func book() throws {
            let outcome = try perform("book")
            #expect(outcome["taken"] == .bool(true))
            let kept = try stack.sql(
                """
                SELECT venue_id, user_id, guests, notes FROM bookings
                 WHERE booking_reference = '\(outcome["reference"].text)'
                """)
            #expect(kept == ["3|2|7|<b>By the window</b>, please"])
        }

        @Test("A series is booked as far as the venue is free, and what is left out is named")
        func series() throws {
            let outcome = try perform("series", more: ["day": "2031-05-06"])["outcomes"]
            #expect(outcome[0].text.contains("Booked 3 times"))
            #expect(outcome[1].text.contains("Booked 1 time"))
            for day in ["06", "13", "20"] { #expect(outcome[1].text.contains("2031-05-\(day)")) }
            let kept = try stack.sql(
                """
                SELECT (start_datetime AT TIME ZONE 'Europe/Berlin')::text FROM bookings
                 WHERE venue_id = 3 AND start_datetime > '2031-05-01' ORDER BY start_datetime
                """)
            #expect(kept == ["06", "13", "20", "27"].map { "2031-05-\($0) 18:00:00" })
        }

        @Test("A member gets in line for a time that is taken, and leaves the line")
        func wait() throws {
            #expect(try perform("wait")["line"].text == "Number 1 in line")
            let kept = try stack.sql(
                "SELECT status FROM waiting_entries WHERE user_id = 2 ORDER BY id DESC LIMIT 1")
            #expect(kept == ["left"])
        }

        @Test("What another has booked is refused beside the field that it is about")
        func conflict() throws {
            let taken = try stack.sql(
                """
                SELECT to_char(b.start_datetime AT TIME ZONE v.time_zone, 'YYYY-MM-DD|HH24:MI|')
                       || to_char(b.end_datetime AT TIME ZONE v.time_zone, 'HH24:MI')
                  FROM bookings b JOIN venues v ON v.id = b.venue_id
                 WHERE b.venue_id = 3 AND b.status = 'confirmed'
                   AND b.start_datetime > now() + interval '1 day'
                 ORDER BY b.start_datetime LIMIT 1
                """)
            let words = try #require(taken.first).split(separator: "|").map(String.init)
            let outcome = try perform(
                "conflict", more: ["day": words[0], "from": words[1], "to": words[2]])
            #expect(outcome["fault"].text.contains("conflicts with the present state"))
            #expect(!outcome["invalid"].elements.isEmpty)
        }

        @Test("A member writes in the forum, and what is written stays text")
        func write() throws {
            let outcome = try perform("write")
            let subject = "<img src=x onerror=alert(1)> & tea"
            #expect(outcome["subject"].text == subject)
            let topic = outcome["topic"].int ?? 0
            #expect(try stack.sql("SELECT subject FROM topics WHERE id = \(topic)") == [subject])
            let bodies = try stack.sql(
                "SELECT replace(body, E'\\n', '/') FROM posts WHERE topic_id = \(topic) ORDER BY id"
            )
            #expect(bodies == ["Who brings cups?/I have ten.", "I bring the <b>cups</b>."])
            #expect(
                outcome["posts"].elements.map {
                    $0.text.replacingOccurrences(of: "\n", with: "/")
                } == bodies)
        }

        @Test(
            "A log-in renews itself, and its tokens are out of a page's reach",
            arguments: [false, true])
        func renew(_ isSecure: Bool) throws {
            let outcome = try perform(
                "renew", more: ["url": isSecure ? stack.secureURL : stack.url])
            #expect(outcome["name"].text == "Max Member")
            let prefix = isSecure ? "__Host-" : ""
            #expect(
                outcome["cookies"].elements.map(\.text)
                    == ["\(prefix)guildhall_access", "\(prefix)guildhall_refresh"])
            #expect(outcome["hidden"] == .bool(true))
        }

        @Test("The pages can be used without a mouse")
        func keyboard() throws {
            let outcome = try perform("keyboard")
            #expect(outcome["first"].text == "Skip to the content")
            #expect(outcome["skipped"].text == "content Council Chamber")
            #expect(outcome["stayed"].text == "Later")
            // A row of the month further down is a week later.
            let days = ["before", "after"].compactMap {
                Int(outcome[$0].text.split(separator: " ").dropFirst().first ?? "")
            }
            #expect(days.count == 2 && days[1] == days[0] + 7)
            #expect(outcome["returned"] == outcome["opener"])
        }

        @Test("The dashboard's plots move, with the signal of the service")
        func dashboard() throws {
            let outcome = try perform("dashboard")
            let signals = ["green", "yellow", "red"].map { "signal \($0)" }
            #expect(signals.contains(outcome["signal"].text))
            #expect(
                outcome["plots"].elements.map(\.text) == [
                    "Memory of each process", "Memory in use", "Requests a second",
                    "Highest p99 of an endpoint", "Cache hits", "Database latency",
                ])
            let points = ["before", "after"].map { outcome[$0].elements.map(\.text) }
            #expect(!points[0].isEmpty && points[0] != points[1])
            let count = points.map { $0.map { $0.split(separator: " ").count }.max() ?? 0 }
            #expect(count[1] > count[0])
        }

        @Test("The reference shows every operation, finds them and tries them")
        func reference() throws {
            let from = try stack.value("SELECT now()::date")
            let to = try stack.value("SELECT now()::date + 20")
            let outcome = try perform("reference", more: ["from": from, "to": to])
            guard case .object(let paths) = try stack.curl("/api/v1/openapi.json").json["paths"]
            else { throw Stack.Failure(description: "no paths") }
            let operations = paths.flatMap { $0.value.names.filter { $0 != "parameters" } }
            #expect(outcome["operations"].int == operations.count)
            #expect(outcome["found"].elements.map(\.text) == ["When a venue is taken"])
            let address = "/api/v1/venues/3/availability?from=\(from)&to=\(to)"
            #expect(outcome["answer"] == (try stack.curl(address).json))
            #expect(outcome["curl"].text == "curl -i '\(stack.url)\(address)'")
        }
    }
}

extension EndToEnd.Pages {
    /// Does something in Chromium, and gives what came of it.
    /// - Parameter more: what the scenario needs to know.
    func perform(
        _ scenario: String, more: [String: Any] = [:], on stack: Stack = EndToEnd.stack
    ) throws -> JSONValue {
        func person(_ login: Stack.Login) -> [String: String] {
            ["email": login.email, "password": login.password]
        }
        var task: [String: Any] = [
            "scenario": scenario, "url": stack.url, "port": URL(string: stack.url)?.port ?? 0,
            "admin": person(stack.admin),
            "member": person(stack.member),
            "facts": stack.state.appendingPathComponent("run.json").path,
        ]
        task.merge(more) { $1 }
        let input = try JSONSerialization.data(withJSONObject: task)
        let outcome = try run(
            ["python3", "-B", "Tests/Browser/pages.py"],
            input: String(decoding: input, as: UTF8.self))
        guard outcome.status == 0 else { throw Stack.Failure(description: outcome.errors) }
        let told = JSONValue(outcome.output)
        #expect(told["faults"].elements.map(\.text) == [])
        return told
    }
}

import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// What is done on waiting lists, on one day of a venue of its own that nothing else touches.
    struct WaitingSteps {
        let stack: Stack
        let venue: String

        init(on stack: Stack = EndToEnd.stack) throws {
            self.stack = stack
            venue = try Spares.venue(on: stack)
        }

        private func span(_ from: Int, _ until: Int) -> String {
            func moment(_ hour: Int) -> String {
                "2031-06-06T\(hour < 10 ? "0" : "")\(hour):00:00Z"
            }
            return #""start_datetime":"\#(moment(from))","end_datetime":"\#(moment(until))""#
        }

        /// Books from one hour until another.
        func book(_ person: Person, _ from: Int = 10, _ until: Int = 12) throws -> Answer {
            try stack.curl(
                "/api/v1/bookings",
                json: #"{"venue_id":\#(venue),"guests":5,\#(span(from, until))}"#,
                options: person.bearer)
        }

        /// Books what is there to be had, and gives its id.
        func booking(_ person: Person, _ from: Int = 10, _ until: Int = 12) throws -> Int {
            let answer = try book(person, from, until)
            return try #require(answer.json["id"].int, "\(answer.text)")
        }

        func wait(_ person: Person, _ from: Int = 10, _ until: Int = 12, guests: Int = 5) throws
            -> Answer
        {
            try stack.curl(
                "/api/v1/venues/\(venue)/waitlist",
                json: #"{"guests":\#(guests),\#(span(from, until))}"#, options: person.bearer)
        }

        func move(_ booking: Int, of person: Person, to from: Int, _ until: Int) throws -> Answer {
            try stack.curl(
                "/api/v1/bookings/\(booking)", method: "PATCH", json: "{\(span(from, until))}",
                options: person.bearer)
        }

        func cancel(_ booking: Int, of person: Person) throws -> Answer {
            try stack.curl(
                "/api/v1/bookings/\(booking)/cancel", method: "POST", options: person.bearer)
        }

        /// The statuses of somebody's wishes, the oldest first.
        func statuses(_ person: Person) throws -> [String] {
            let answer = try stack.curl("/api/v1/waitlist", options: person.bearer)
            return answer.json["items"].elements.reversed().map { $0["status"].text }
        }

        /// When the venue is taken on the day.
        func busy() throws -> [String] {
            try stack.curl(
                "/api/v1/venues/\(venue)/availability?from=2031-06-06&to=2031-06-06"
            ).json["busy"].elements.map {
                $0["start_datetime"].text.dropFirst(11).prefix(2) + "-"
                    + $0["end_datetime"].text.dropFirst(11).prefix(2)
            }.map(String.init)
        }
    }
}

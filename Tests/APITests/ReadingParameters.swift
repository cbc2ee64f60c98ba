import JSON
import Postgres
import Testing

@testable import API

@Suite("Reading parameters")
struct ReadingParameters {
    @Test("What is given is used, and the standard value where nothing is")
    func values() throws {
        let values = try ParameterReading.query("least=-5&name=abc&exact=true&colour=green")
        #expect(values[Sample.size] == 50)
        #expect(values[Sample.least] == -5)
        #expect(values[Sample.name] == "abc")
        #expect(values[Sample.exact] == true)
        #expect(values[Sample.colour] == .green)
        let none = try ParameterReading.query("")
        #expect(none[Sample.size] == 50 && none[Sample.least] == nil && none[Sample.name] == nil)
        #expect(none[Sample.exact] == nil && none[Sample.colour] == nil)
    }

    @Test("An empty value counts as none")
    func emptyValues() throws {
        let values = try ParameterReading.query("size=&name&least=&colour=")
        #expect(
            values[Sample.size] == 50 && values[Sample.name] == nil && values[Sample.least] == nil)
        #expect(ParameterReading.faults("needed=", .of(Sample.needed)) == ["/needed must be given"])
    }

    @Test("Every fault is reported, not only the first")
    func everyFault() {
        let faults = ParameterReading.faults(
            "size=0&least=6&name=a&exact=yes&colour=blue&page=1&a%2Fb=1",
            Sample.query + .of(Sample.needed))
        #expect(
            faults == [
                "/size must be at least 1", "/least must be at most 5",
                "/name must have at least 2 characters",
                "/exact must be true or false", "/colour must be one of red, green",
                "/page is not a parameter of this call", "/a~1b is not a parameter of this call",
                "/needed must be given",
            ])
    }

    @Test("Faults of the query are a malformed request")
    func status() {
        let problem = #expect(throws: Problem.self) { try ParameterReading.query("size=x") }
        #expect(problem?.code == .malformed)
    }

    @Test(
        "Numbers are whole, in ASCII digits, and within their bounds",
        arguments: [
            "+5", "5.0", "1e1", " 5", "5 ", "%205", "0x5", "5,0", "٥", "101", "-1", "0",
            "9223372036854775808", "99999999999999999999", "NaN", "-", "--5", "007", "-0",
        ])
    func badNumbers(text: String) {
        #expect(ParameterReading.faults("size=" + text).count == 1)
    }

    @Test(
        "Numbers at the ends of their bounds are taken",
        arguments: [(1, "1"), (100, "100"), (7, "7")])
    func goodNumbers(number: Int, text: String) throws {
        #expect(try ParameterReading.query("size=" + text)[Sample.size] == number)
    }

    @Test("A text's length is counted in characters as PostgreSQL counts them")
    func textLength() throws {
        // Four code points, two of which people see as one letter; twelve bytes.
        #expect(try ParameterReading.query("name=e\u{301}€😀")[Sample.name] == "e\u{301}€😀")
        #expect(ParameterReading.faults("name=12345") == ["/name must have at most 4 characters"])
        #expect(
            ParameterReading.faults("name=ae\u{301}e\u{301}") == [
                "/name must have at most 4 characters"
            ])
    }

    @Test(
        "A parameter given twice is a fault, whichever value is empty",
        arguments: ["size=1&size=2", "size=2&size=2"])
    func repeated(query: String) {
        #expect(ParameterReading.faults(query) == ["/size must be given once"])
    }

    @Test("An undecodable name or value is one fault each, required or not")
    func undecodable() {
        #expect(ParameterReading.faults("name=%zz").count == 1)
        #expect(
            ParameterReading.faults("na%00me=x") == [
                "/? a name is not percent-encoded UTF-8 without NUL"
            ])
        #expect(
            ParameterReading.faults("needed=%00", .of(Sample.needed))
                == ["/needed must be percent-encoded UTF-8 without NUL"])
    }

    @Test("A path segment that is not of its type names nothing")
    func paths() throws {
        var reading = ParameterReading()
        try reading.read(path: [("id", "42")], .of(Sample.id))
        #expect(try reading.checked()[Sample.id] == 42)
        for text in ["x", "", "+1", "1.0", "9223372036854775808", "1%20"] {
            let problem = #expect(throws: Problem.self) {
                var reading = ParameterReading()
                try reading.read(path: [("id", text)], .of(Sample.id))
            }
            #expect(problem?.code == .notFound)
        }
    }

    private static func bodyFaults(_ json: String) throws -> [String] {
        var reading = ParameterReading()
        reading.read(try JSONReader().parse(Array(json.utf8)), Sample.body)
        do throws(Problem) {
            _ = try reading.checked()
            return []
        } catch {
            #expect(error.code == .invalid)
            return error.faults.map { "\($0.pointer) \($0.detail)" }
        }
    }

    @Test("A body's members are read, and all of its faults are reported")
    func bodies() throws {
        #expect(try Self.bodyFaults(#"{"email":"a@b","password":"12345678"}"#) == [])
        #expect(
            try Self.bodyFaults(#"{"email":1,"x/y~z":null,"password":"short"}"#) == [
                "/email must be a text", "/x~1y~0z is not a member of this body",
                "/password must have at least 8 characters",
            ])
        #expect(try Self.bodyFaults("{}") == ["/email must be given", "/password must be given"])
        #expect(
            try Self.bodyFaults(#"{"email":null,"password":"12345678"}"#) == [
                "/email must be a text"
            ])
        for text in ["[]", "null", "1", "\"x\""] {
            #expect(try Self.bodyFaults(text) == [" must be an object"])
        }
    }

    @Test("Faults of query and body come together, as a malformed request")
    func both() throws {
        var reading = ParameterReading()
        reading.read(QueryString("size=0"), Sample.query)
        reading.read(try JSONReader().parse(Array("{}".utf8)), Sample.body)
        let problem = #expect(throws: Problem.self) { _ = try reading.checked() }
        #expect(problem?.code == .malformed && problem?.faults.count == 3)
        #expect(problem?.faults.map(\.location) == [.query, .body, .body])
    }

    @Test("A span's date means the start of that day, and its end the end of the day")
    func spans() {
        #expect(SpanStart.parse("2030-05-01")?.instant.text == "2030-05-01T00:00:00Z")
        #expect(SpanEnd.parse("2030-05-01")?.instant.text == "2030-05-02T00:00:00Z")
        #expect(SpanEnd.parse("2024-02-28")?.instant.text == "2024-02-29T00:00:00Z")
        for text in ["2030-05-01T19:00:00+02:00", "2030-05-01T17:00:00Z"] {
            #expect(SpanStart.parse(text)?.instant.text == "2030-05-01T17:00:00Z")
            #expect(SpanEnd.parse(text)?.instant.text == "2030-05-01T17:00:00Z")
        }
        for text in ["", "2030-05", "today", "2030-02-30"] {
            #expect(SpanStart.parse(text) == nil && SpanEnd.parse(text) == nil)
        }
    }

    @Test("Every content comes back from the value that PostgreSQL gets")
    func contents() throws {
        #expect(Int(Value.int(7)) == 7 && Int(Value.text("7")) == nil)
        #expect(String(Value.text("x")) == "x" && String(Value.null) == nil)
        #expect(Bool(Value.bool(false)) == false && Bool(Value.int(0)) == nil)
        #expect(
            Sample.Colour(Value.text("red")) == .red && Sample.Colour(Value.text("blue")) == nil)
        let start = try #require(SpanStart.parse("2030-05-01"))
        #expect(SpanStart(start.value)?.instant == start.instant)
    }
}

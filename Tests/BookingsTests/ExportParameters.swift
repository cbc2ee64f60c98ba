import Calendar
import Postgres
import Testing

@testable import API
@testable import Bookings

@Suite("Parameters of an export")
struct ExportParameters {
    @Test("Fields are taken in the order in which they are named")
    func order() throws {
        let fields = try #require(ExportFields.parse("venue,id,status"))
        #expect(fields.columns.map(\.name) == ["venue", "id", "status"])
    }

    @Test("All of a booking's members can be named, each alone and all together")
    func all() {
        let names = BookingColumns.all.map(\.name)
        for name in names { #expect(ExportFields.parse(name)?.columns.map(\.name) == [name]) }
        #expect(ExportFields.parse(names.joined(separator: ","))?.columns.map(\.name) == names)
        #expect(names.contains("customer") && names.contains("total_amount"))
    }

    @Test(
        "Unknown, repeated and empty fields are refused",
        arguments: [
            "", ",", "id,", ",id", "id,,status", "id,id", "nothing", "id,nothing", "ID", " id",
            "id status", "venue.id", "*",
        ])
    func refused(text: String) {
        #expect(ExportFields.parse(text) == nil)
    }

    @Test("Fields come back from the value that they travel as")
    func value() throws {
        let fields = try #require(ExportFields.parse("notes,id"))
        #expect(fields.value == .text("notes,id"))
        #expect(ExportFields(fields.value)?.columns.map(\.name) == ["notes", "id"])
        #expect(ExportFields(Value.null) == nil && ExportFields(Value.int(1)) == nil)
    }

    @Test(
        "A place is a moment and an id, and is written in UTC",
        arguments: [
            ("2030-05-01T19:00:00Z,123", "2030-05-01T19:00:00Z,123"),
            ("2030-05-01T21:00:00.5+02:00,1", "2030-05-01T19:00:00.500000Z,1"),
            (
                "2030-05-01T19:00:00Z,9223372036854775807",
                "2030-05-01T19:00:00Z,9223372036854775807"
            ),
            ("2030-05-01T19:00:00Z,-1", "2030-05-01T19:00:00Z,-1"),
        ])
    func places(text: String, written: String) throws {
        let place = try #require(RowPlace.parse(text))
        #expect(place.text == written)
        #expect(RowPlace(place.value)?.text == written)
        #expect(RowPlace.parse(place.text)?.text == written)
    }

    @Test(
        "Anything else is no place",
        arguments: [
            "", ",", "2030-05-01T19:00:00Z", "2030-05-01T19:00:00Z,", ",123", "2030-05-01,123",
            "2030-05-01T19:00:00Z,123,", "2030-05-01T19:00:00Z,1.5", "2030-05-01T19:00:00Z, 1",
            "2030-05-01T19:00:00Z,9223372036854775808", "2030-05-01T19:00:00Z,+1",
            "2030-05-01T19:00:00,1",
            "2030-05-01T19:00:00Z;1", "123,2030-05-01T19:00:00Z", "infinity,1",
        ])
    func noPlaces(text: String) {
        #expect(RowPlace.parse(text) == nil)
    }

    @Test(
        "A place that PostgreSQL could not read is refused here",
        arguments: ["0001-01-01T00:00:00+01:00,1", "9999-12-31T23:59:59-01:00,1"])
    func placesAtTheEndsOfTime(text: String) {
        #expect(RowPlace.parse(text) == nil)
    }

    @Test("A place that is no text has no meaning")
    func otherValues() {
        #expect(RowPlace(Value.null) == nil && RowPlace(Value.int(1)) == nil)
    }

    @Test(
        "A span ends after it begins; the same date twice is that whole day",
        arguments: [
            ("2030-05-01", "2030-05-01", true), ("2030-05-01", "2030-04-30", false),
            ("2030-05-01", "2030-04-29", false), ("2030-05-01T10:00:00Z", "2030-05-01", true),
            ("2030-05-01T10:00:00Z", "2030-05-01T10:00:00.000001Z", true),
            ("2030-05-01T10:00:00Z", "2030-05-01T10:00:00Z", false),
            ("2030-05-01T10:00:00Z", "2030-05-01T09:59:59.999999Z", false),
            ("2030-05-01T10:00:00+02:00", "2030-05-01T08:00:01Z", true),
            ("2030-05-01T10:00:00-02:00", "2030-05-01T11:00:00Z", false),
        ])
    func spans(from: String, to: String, isValid: Bool) throws {
        let from = try #require(SpanStart.parse(from))
        let to = try #require(SpanEnd.parse(to))
        let faults = Span.check(from: from, to: to)
        #expect(faults.map(\.pointer) == (isValid ? [] : ["/to"]))
    }

    @Test("A span that is open at an end is always one")
    func openSpans() throws {
        #expect(Span.check(from: SpanStart.parse("2030-05-01"), to: nil).isEmpty)
        #expect(Span.check(from: nil, to: SpanEnd.parse("0001-01-01")).isEmpty)
        #expect(Span.check(from: nil, to: nil).isEmpty)
        #expect(Span.check(ParameterValues()).isEmpty)
    }

    @Test("A span is read from a call's values")
    func values() {
        var values = ParameterValues()
        values.set(Span.from.declaration, SpanStart.parse("2030-05-02")!.value)
        values.set(Span.to.declaration, SpanEnd.parse("2030-04-01")!.value)
        #expect(Span.check(values).count == 1)
    }
}

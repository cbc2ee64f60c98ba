import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Bookings that go from one hall to another.
    @Suite(.serialized) struct ImportRoundTrips {
        private static let export = "/api/v1/admin/bookings/export?to=2030-01-01&format="

        /// An export without what each database numbers for itself, and without its time.
        private func comparable(_ export: String, _ format: String) -> [String] {
            let numbers =
                format == "csv"
                ? #"^\d+,(?=GH-)|(?<=Z,)\d+(?=,)|,\d+(?=,[^,]*,[^,@]*@[^,]*$)"#
                : #""id":\d+|"as_of":"[^"]*"|(?<="checkpoint":")[^"]*"#
            return export.components(separatedBy: "\n").map {
                $0.replacingOccurrences(of: numbers, with: "-", options: .regularExpression)
            }
        }

        @Test(
            "What one hall exports another imports, and exports again the same",
            arguments: [("ndjson", "application/x-ndjson"), ("csv", "text/csv")])
        func roundTrip(_ format: String, _ type: String) throws {
            let empty = try Stack(bookings: 0)
            defer { empty.stop() }
            // Neither the venues nor the customers are known there.
            try empty.sql(
                """
                UPDATE venues SET name = name || ' of old';
                UPDATE users SET email = 'old.' || email WHERE role <> 'admin'
                """)
            let export = try stack.curl(Self.export + format, as: admin).text
            let first = try Importing.post(export, "?create_missing=true", type: type, to: empty)
            #expect(first.summary["refused"].int == 0, "\(first.lines.first ?? .null)")
            #expect(first.summary["created"].int ?? 0 > 10_000)
            #expect(first.summary["cut_off"] == .bool(false))
            let again = try empty.curl(Self.export + format, as: empty.admin).text
            let (wanted, got) = (comparable(export, format), comparable(again, format))
            let difference = zip(wanted, got).first { $0 != $1 }
            #expect(difference == nil && wanted.count == got.count)
            #expect(wanted != export.components(separatedBy: "\n"))
            let state = "SELECT count(*), max(id), max(updated_at) FROM bookings"
            let before = try empty.sql(state)
            let second = try Importing.post(export, type: type, to: empty)
            #expect(second.summary["duplicates"] == first.summary["created"])
            #expect(second.summary["created"].int == 0)
            #expect(try empty.sql(state) == before)
        }
    }
}

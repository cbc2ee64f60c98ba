import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Bookings that go from one hall to another.
    @Suite(.serialized) struct ImportRoundTrips {
        private static let export = "/api/v1/admin/bookings/export?to=2030-01-01&"

        /// An export without what each database numbers for itself, and without its time.
        private func comparable(_ export: String, _ format: String) -> [UInt8] {
            let numbers =
                format == "csv"
                ? #"(?m)^\d+,(?=GH-)|(?<=Z,)\d+(?=,[^,\r\n]*,\d+,)|(?<=,)\d+(?=,[^,]*,[^,@]*@[^,]*$)"#
                : #"(?<="id":)\d+|(?<="as_of":")[^"]*|(?<="checkpoint":")[^"]*"#
            return Array(
                export.replacingOccurrences(of: numbers, with: "-", options: .regularExpression)
                    .utf8)
        }

        @Test("What one hall exports another imports, and exports again the same")
        func roundTrip() throws {
            let empty = try Stack(bookings: 0)
            defer { empty.stop() }
            // Neither the venues nor the customers are known there.
            try empty.sql(
                """
                UPDATE venues SET name = name || ' of old';
                UPDATE users SET email = 'old.' || email WHERE role <> 'admin'
                """)
            // All of one, with its checkpoints, and a part of the other.
            for (format, type, filter) in [
                ("ndjson", "application/x-ndjson", ""), ("csv", "text/csv", "&status=completed"),
            ] {
                let path = "\(Self.export)format=\(format)\(filter)"
                let export = try stack.curl(path, as: admin).text
                let query = "?create_missing=true"
                let first = try Importing.post(export, query, type: type, to: empty)
                #expect(first.summary["refused"].int == 0, "\(first.lines.first ?? .null)")
                #expect(first.summary["created"].int ?? 0 > 1_000)
                #expect(first.summary["cut_off"] == .bool(false))
                let again = try empty.curl(path, as: empty.admin).text
                let (wanted, got) = (comparable(export, format), comparable(again, format))
                let place =
                    zip(wanted, got).enumerated().first { $1.0 != $1.1 }?.offset
                    ?? min(wanted.count, got.count)
                let before = String(decoding: wanted[..<place].suffix(200), as: UTF8.self)
                let isSame = wanted == got
                #expect(isSame, "\(format): the texts part after \(before)")
                let isUnchanged = wanted == Array(export.utf8)
                #expect(!isUnchanged)
                let state = "SELECT count(*), max(id), max(updated_at) FROM bookings"
                let present = try empty.sql(state)
                let second = try Importing.post(export, type: type, to: empty)
                #expect(second.summary["duplicates"] == first.summary["created"])
                #expect(second.summary["created"].int == 0)
                #expect(try empty.sql(state) == present)
                try empty.sql("TRUNCATE bookings CASCADE")
            }
        }
    }
}

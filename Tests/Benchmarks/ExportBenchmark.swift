import Foundation
import TestStack

/// The export through nginx, against PostgreSQL's own `COPY` of the same rows: what no program that
/// shows them can beat by much.
struct ExportBenchmark {
    private static let rounds = 7

    private let stack: Stack

    init(_ stack: Stack) { self.stack = stack }

    /// The same columns, joins and order as the export.
    static let copy = """
        COPY (SELECT b.id, b.booking_reference, b.status, b.start_datetime, b.end_datetime, b.guests,
                     b.total_amount_minor, b.currency, b.notes, b.created_at, v.id, v.name, u.id, u.name, u.email
                FROM bookings b JOIN venues v ON v.id = b.venue_id JOIN users u ON u.id = b.user_id
               ORDER BY b.start_datetime, b.id) TO STDOUT (FORMAT BINARY)
        """

    func run(_ report: inout Report) throws {
        for (format, isSecure) in [
            ("json", false), ("ndjson", false), ("csv", false), ("json", true),
        ] {
            var ratios: [Double] = []
            var firstBytes: [Double] = []
            var floors: [Double] = []
            for _ in 0..<Self.rounds {
                let floor = try copySeconds()
                let export = try exportSeconds(format, isSecure)
                floors.append(floor)
                ratios.append(export.total / floor)
                firstBytes.append(export.first / export.total)
            }
            let name = "export \(format)\(isSecure ? " HTTP/2" : "")"
            Benchmarks.tell(
                String(
                    format: "%@: COPY %.2f s, ratios %@", name, floors.median,
                    ratios.map { String(format: "%.2f", $0) }.joined(separator: " ")))
            report.add("\(name), time / COPY", ratios.median, atMost: 1.3)
            report.add("\(name), first byte / whole", firstBytes.median, atMost: 0.05)
        }
    }

    private func copySeconds() throws -> Double {
        let start = Date()
        let outcome = try TestStack.run([
            "sh", "-c", "exec psql -Xq \"$1\" -c \"$2\" > /dev/null", "sh", stack.database,
            Self.copy,
        ])
        guard outcome.status == 0 else { throw Stack.Failure(description: outcome.errors) }
        return Date().timeIntervalSince(start)
    }

    private func exportSeconds(_ format: String, _ isSecure: Bool) throws -> (
        total: Double, first: Double
    ) {
        let outcome = try TestStack.run([
            "curl", "-sk", "-o", "/dev/null", "-w", "%{time_total} %{time_starttransfer}", "-H",
            "Authorization: Bearer \(try stack.token(stack.admin))",
            (isSecure ? stack.secureURL : stack.url)
                + "/api/v1/admin/bookings/export?format=\(format)",
        ])
        let times = outcome.text.split(separator: " ").compactMap { Double($0) }
        guard outcome.status == 0, times.count == 2 else {
            throw Stack.Failure(description: "curl ended with \(outcome.status)")
        }
        return (times[0], times[1])
    }
}

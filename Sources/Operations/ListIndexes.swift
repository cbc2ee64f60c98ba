internal import API
internal import JSON
internal import Postgres

/// Whether the indexes are there, whole and of use.
enum ListIndexes: Endpoint {
    static let operation = API.Operation(
        .get, "/ops/indexes", "Whether the indexes are there and used", access: .admin)

    private static let columns: [Column] = [
        .text("name", "wanted.name"), .text("table", "i.indrelid::regclass::text").orNull,
        .bool("present", "i.indexrelid IS NOT NULL"),
        .bool("valid", "coalesce(i.indisvalid AND i.indisready, false)"),
        .bool("used", "coalesce(s.idx_scan, 0) > 0"), .int("scans", "coalesce(s.idx_scan, 0)"),
        .int("bytes", "coalesce(pg_relation_size(i.indexrelid), 0)"),
    ]
    private static let indexes = PreparedSQL(
        columns,
        """
        FROM (VALUES \(text: ReliedIndexes.names.map { "('\($0)')" }.joined(separator: ", ")))
             AS wanted (name)
        LEFT JOIN pg_index i ON i.indexrelid = to_regclass(wanted.name)
        LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = i.indexrelid
        ORDER BY wanted.name
        """)
    private static let encoder = RowEncoder(json: columns)

    static var statements: [CheckedStatement] { [CheckedStatement(indexes, columns)] }
    static let success = Success.json(
        .object([
            .init("healthy", .boolean), .init("indexes", .array(.object(columns))),
        ]), "The indexes. `healthy`: all are there and valid.")

    static func respond(to call: Call) throws {
        let rows = try call.run(indexes)
        let isHealthy = (0..<rows.count).allSatisfy { rows[$0].bool(3) }
        try call.json { json in
            try json.object { json in
                try json.member("healthy", isHealthy)
                try json.array("indexes") { json in
                    for index in 0..<rows.count {
                        try json.separate()
                        try encoder.write(rows[index], to: json.output)
                    }
                }
            }
        }
    }
}

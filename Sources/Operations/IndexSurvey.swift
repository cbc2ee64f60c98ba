public import API
public import Postgres

/// How the indexes are that the project relies on.
public struct IndexSurvey {
    static let columns: [Column] = [
        .text("name", "wanted.name"), .text("table", "i.indrelid::regclass::text").orNull,
        .bool("present", "i.indexrelid IS NOT NULL"),
        .bool("valid", "coalesce(i.indisvalid AND i.indisready, false)"),
        .bool("used", "coalesce(s.idx_scan, 0) > 0"), .int("scans", "coalesce(s.idx_scan, 0)"),
        .int("bytes", "coalesce(pg_relation_size(i.indexrelid), 0)"),
    ]

    /// Looks at all of them.
    public static let statement = PreparedSQL(
        columns,
        """
        FROM (VALUES \(text: ReliedIndexes.names.map { "('\($0)')" }.joined(separator: ", ")))
             AS wanted (name)
        LEFT JOIN pg_index i ON i.indexrelid = to_regclass(wanted.name)
        LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = i.indexrelid
        ORDER BY wanted.name
        """)

    /// A row for each index.
    let rows: Rows
    public private(set) var missing: [String] = []
    public private(set) var invalid: [String] = []
    /// Those that no statement has used since PostgreSQL's statistics began.
    public private(set) var unused: [String] = []

    /// Reads what the statement found.
    public init(_ rows: Rows) {
        self.rows = rows
        for index in 0..<rows.count {
            let row = rows[index]
            if !row.bool(2) {
                missing.append(row.text(0))
            } else if !row.bool(3) {
                invalid.append(row.text(0))
            } else if !row.bool(4) {
                unused.append(row.text(0))
            }
        }
    }

    /// How many indexes there should be.
    public var count: Int { rows.count }

    /// Whether all are there and valid.
    public var isHealthy: Bool { missing.isEmpty && invalid.isEmpty }

    /// What is remarkable, by its name.
    public var findings: [(name: String, indexes: [String])] {
        [("missing", missing), ("invalid", invalid), ("unused", unused)]
    }
}

internal import API
internal import JSON
internal import Postgres

/// How the database does: how long it takes to answer, and how full it is.
enum TestDatabase: Endpoint {
    static let operation = API.Operation(
        .get, "/ops/database", "How the database does", access: .admin,
        isVital: true)

    private static let columns: [Column] = [
        .text("version", "current_setting('server_version')"),
        .int("connections", "(SELECT sum(numbackends)::int8 FROM pg_stat_database)"),
        .int("max_connections", "current_setting('max_connections')::int8"),
        .int("bytes", "pg_database_size(current_database())"),
        .instant("started_at", "pg_postmaster_start_time()"),
        .int("schema_version", "(SELECT coalesce(max(version), 0)::int8 FROM schema_migrations)"),
    ]
    private static let facts = PreparedSQL(columns, "")
    private static let encoder = RowEncoder(json: columns)

    static var statements: [CheckedStatement] {
        [CheckedStatement(facts, columns), CheckedStatement(DatabaseLatency.nothing, [])]
    }
    static let success = Success.json(
        .object([
            .init("latency_microseconds", .integer()), .init("database", .object(columns)),
        ]), "One empty round trip's time, and facts.")

    static func respond(to call: Call) throws {
        let rows = try call.run(facts)
        let latency = try DatabaseLatency.measure(call)
        try call.json { json in
            try json.object { json in
                try json.member("latency_microseconds", latency)
                try json.key("database")
                try json.separate()
                try encoder.write(rows[0], to: json.output)
            }
        }
    }
}

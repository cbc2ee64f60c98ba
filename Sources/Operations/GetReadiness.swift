internal import JSON
internal import API
internal import Postgres

/// Whether requests can be served: PostgreSQL answers and its schema is the one that this program
/// needs.
enum GetReadiness: Endpoint {
    static let operation = API.Operation(
        .get, "/ready", "Whether the service can serve", access: .anyone, isAtRoot: true,
        isVital: true)

    private static let applied = PreparedSQL(
        "SELECT coalesce(max(version), 0)::int8 FROM schema_migrations")

    static var statements: [CheckedStatement] { [CheckedStatement(applied, [.int("version")])] }

    static let success = Success.json(
        .object([
            .init("status", .choice(["ready"])), .init("schema_version", .integer()),
        ]), "The service can serve. Otherwise the answer is a 503.")

    static func respond(to call: Call) throws {
        let version = try call.run(applied)[0].int(0)
        guard version >= Schema.version else {
            throw Problem.unavailable(
                "The database's schema is at version \(version); \(Schema.version) is needed.")
        }
        try call.json { json in
            try json.object { json in
                try json.member("status", "ready")
                try json.member("schema_version", Int(version))
            }
        }
    }

    /// The database schema that the endpoints were written for.
    enum Schema {
        /// The number of the newest migration in `sql/migrations`.
        static let version: Int64 = 18
    }
}

internal import API
internal import JSON
internal import Postgres

/// Asks what a plant is. Who has hardly taken part yet cannot, since each request is someone's work.
enum RequestIdentification: Endpoint {
    static let operation = Operation(
        .post, "/plants/identifications", "Ask what a plant is", access: .member, creates: true)

    static let note = Body<String>(
        "note", length: 1...2_000, "What the plant looks like, and where it grows.")

    private static let make = PreparedSQL(
        """
        WITH i AS (
            INSERT INTO plant_identifications (user_id, note)
            SELECT u.id, \(note) FROM users u
             WHERE u.id = \(Caller.id) AND (u.trust_level >= 'basic' OR u.role >= 'moderator')
            RETURNING *
        )
        SELECT \(columns: columns) FROM i
        """)
    private static let columns = IdentificationColumns.all
    private static let encoder = RowEncoder(json: columns)

    static var parameters: [ParameterDeclaration] { .of(note) }
    static var statements: [CheckedStatement] { [CheckedStatement(make, columns)] }
    static let success = Success.json(.object(columns), status: 201, "The request.")

    static func respond(to call: Call) throws {
        try call.create { run in
            let rows = try run([make.command(call.values)])[0]
            guard rows.count > 0 else { throw Problem.trustMissing }
            try call.json(status: 201) { try encoder.write(rows[0], to: $0.output) }
            call.addTag()
        }
    }
}

extension Problem {
    fileprivate static let trustMissing = Problem(
        .forbidden,
        """
        This takes the trust level basic or higher, which ten posts, bookings or the like earn.
        """)
}

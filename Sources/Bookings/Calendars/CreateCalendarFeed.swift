internal import API
internal import JSON
internal import Postgres
internal import Security

/// Makes the address of the caller's calendar feed. One that there was before is good no more.
enum CreateCalendarFeed: Endpoint {
    static let operation = Operation(
        .post, "/calendar", "Make your calendar feed's address", access: .member, creates: true)

    private static let digest = ParameterDeclaration.machinery("digest", .bytes)
    private static let make = PreparedSQL(
        """
        INSERT INTO calendar_feeds (user_id, token_hash) VALUES (\(Caller.id), \(hole: digest))
            ON CONFLICT (user_id) DO UPDATE
           SET token_hash = excluded.token_hash, created_at = excluded.created_at
        """)

    static var statements: [CheckedStatement] { [CheckedStatement(make, [])] }
    static let success = Success.json(
        .object([.init("token", .string()), .init("url", .string(format: "uri-reference"))]),
        status: 201, "The address, which cannot be asked for again.")

    static func respond(to call: Call) throws {
        try call.create { run in
            let token = Sodium.base64URL(Sodium.randomBytes(24))
            var values = call.values
            values.set(digest, .bytes(Sodium.sha256(Array(token.utf8))))
            _ = try run([make.command(values)])
            let address = "\(Operation.basePath)/calendar/\(token).ics"
            call.reply.add("Location", address)
            try call.json(status: 201) { json in
                try json.object { json in
                    try json.member("token", token)
                    try json.member("url", address)
                }
            }
        }
    }
}

/// Ends the caller's calendar feed: its address is good no more.
enum EndCalendarFeed: ActionEndpoint {
    static let operation = Operation(
        .delete, "/calendar", "End your calendar feed", access: .member)

    static let action = PreparedSQL(
        """
        WITH ended AS (DELETE FROM calendar_feeds WHERE user_id = \(Caller.id))
        SELECT
        """)
}

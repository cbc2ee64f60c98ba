internal import API
internal import Calendar
internal import Configuration
internal import JSON
internal import Postgres
internal import Security

/// Makes a webhook: what happens from now on is posted to its address, signed as Standard Webhooks
/// says. Its secret is in this answer and in no other.
enum CreateWebhook: Endpoint {
    static let operation = Operation(
        .post, "/admin/webhooks", "Create a webhook", access: .admin, creates: true)

    static let url = Body<WebAddress>("url", "Where events are posted to.")
    static let description = Body<String>(
        optional: "description", length: 0...500, "What it is for.")
    static let events = Body<EventTypes>(optional: "events", "Which events it gets; else all.")

    private static let secret = ParameterDeclaration.machinery("secret", .bytes)
    private static let most = ParameterDeclaration.machinery("most", .int8)
    private static let make = PreparedSQL(
        """
        INSERT INTO webhooks (url, description, events, secret)
        SELECT \(url), coalesce(\(description), ''),
               coalesce(\(events)::event_type[], enum_range(NULL::event_type)), \(hole: secret)
         WHERE (SELECT count(*) FROM webhooks) < \(hole: most)
        RETURNING id, created_at
        """)

    static var parameters: [ParameterDeclaration] { .of(url, description, events) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(make, [.int("id"), .instant("created_at")])]
    }
    static let success = Success.json(
        .object(WebhookColumns.all + [.text("secret")]), status: 201,
        "The webhook, with the secret that cannot be asked for again.")

    static func respond(to call: Call) throws {
        let secret = WebhookSecret.make()
        let most = call.services.configuration.number(Settings.webhooks)
        var values = call.values
        values.set(Self.secret, .bytes(call.services.keys.seal(secret.bytes)))
        values.set(Self.most, .int(Int64(most)))
        try call.create { run in
            let rows = try run([make.command(values)])[0]
            guard rows.count > 0 else {
                throw Problem(.conflict, "There are \(most) webhooks, the most there may be.")
            }
            call.reply.add("Location", "\(operation.path)/\(rows[0].int(0))")
            try call.json(status: 201) { try write(rows[0], call.values, secret, to: &$0) }
        }
    }

    private static func write(
        _ row: Row, _ values: ParameterValues, _ secret: WebhookSecret, to json: inout JSONWriter
    ) throws {
        try json.object { json in
            try json.member("id", Int(row.int(0)))
            try json.member("url", values[url]?.text)
            try json.member("description", values[description] ?? "")
            try json.array("events") { json in
                for type in values[events]?.types ?? EventType.allCases {
                    try json.string(type.rawValue)
                }
            }
            try json.member("enabled", true)
            for name in ["disabled_reason", "failing_since"] {
                try json.key(name)
                try json.null()
            }
            try json.member("created_at", Instant(microseconds: row.int(1)).text)
            try json.member("secret", secret.text)
        }
    }
}

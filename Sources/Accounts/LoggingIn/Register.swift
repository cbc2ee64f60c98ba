internal import API
internal import JSON
internal import Postgres
internal import Security

/// Makes an account and logs it in.
enum Register: Endpoint {
    static let operation = Operation(
        .post, "/auth/register", "Register", access: .anyone, pool: .passwords, creates: true)

    static let email = Body<EmailAddress>("email", "The e-mail address to log in with.")
    static let password = Body<NewPassword>("password", "The password.")
    static let name = Body<Line>("name", "The name as shown.")

    private static let hash = ParameterDeclaration.machinery("hash", .text)
    private static let columns = MemberColumns.all + [.text("family", "begun.id::text")]

    private static let make = PreparedSQL(
        """
        WITH u AS (
            INSERT INTO users (email, name, password_hash)
            VALUES (\(email), \(name), \(hole: hash)) RETURNING *
        ), known AS (
            \(LogInGuard.remember("u"))
        ), \(RefreshTokens.begin("known"))
        SELECT \(columns: columns) FROM u CROSS JOIN begun \(text: MemberColumns.joinChurch)
        """)

    static var parameters: [ParameterDeclaration] { .of(email, password, name) }
    static var statements: [CheckedStatement] { [CheckedStatement(make, columns)] }
    static let success = Success.json(
        TokenPair.schema, status: 201,
        "The account and its tokens, which browsers also get as cookies.")
    static let violations = ["users_email_key": Problem.emailTaken]

    static func respond(to call: Call) throws {
        try call.create { run in
            var values = call.values
            let refresh = TokenPair.freshRefreshToken()
            let password = call.values[password]!.password
            values.set(hash, .text(try call.services.hasher.make(password.text)))
            TokenPair.set(refresh, in: &values, call)
            values.set(LogInGuard.address, .text(call.address))
            let row = try run([make.command(values)])[0][0]
            call.reply.add("Location", Operation.basePath + "/profile")
            try TokenPair(refresh: refresh, session: row.text(MemberColumns.Field.next))
                .answer(row, status: 201, call)
        }
    }
}

extension Problem {
    static let emailTaken = Problem(
        .conflict, "There is an account with this e-mail address.",
        faults: [.pointer("/email", "belongs to an account")])
}

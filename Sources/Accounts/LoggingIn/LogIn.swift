internal import API
internal import JSON
internal import Postgres
internal import Security

/// Gives tokens for an e-mail address and a password.
///
/// Two statements: one counts the attempt and finds the account, one takes the attempt back and
/// issues the tokens. A wrong password needs the first alone.
enum LogIn: Endpoint {
    static let operation = Operation(
        .post, "/auth/login", "Log in", access: .anyone, pool: .passwords)

    static let email = Body<String>(
        "email", length: 1...EmailAddress.longest, "The member's e-mail address.")
    static let password = Body<String>(
        "password", length: 1...Password.longest, "The member's password.")

    private static let member = ParameterDeclaration.machinery("member", .int8)
    private static let hash = ParameterDeclaration.machinery("hash", .text)
    private static let newHash = ParameterDeclaration.machinery("new_hash", .text)

    /// Issues the tokens, unless the password was changed since it was checked.
    private static let begin = begin(
        """
        SELECT id FROM users
             WHERE id = \(hole: member) AND password_hash = \(hole: hash)
               AND (SELECT count(*) FROM forgotten) >= 0
               FOR NO KEY UPDATE
        """)

    /// Issues the tokens and replaces the hash. A statement that locked the row first and then
    /// changed it could deadlock with another of the same member.
    private static let beginAndUpgrade = begin(
        """
        UPDATE users SET password_hash = \(hole: newHash)
             WHERE id = \(hole: member) AND password_hash = \(hole: hash)
               AND (SELECT count(*) FROM forgotten) >= 0
            RETURNING id
        """)

    private static func begin(_ member: SQL) -> PreparedSQL {
        PreparedSQL(
            """
            WITH \(LogInGuard.forgiving), member AS (
                \(member)
            ), known AS (
                \(LogInGuard.remember("member"))
            ), \(RefreshTokens.begin("known")), unknown AS (
                \(LogInGuard.forget("begun"))
            ), swept AS (
                -- Each log-in adds one family and takes three that expired, whoever's they were.
                DELETE FROM refresh_families AS family
                 USING (SELECT old.id FROM refresh_families AS old JOIN begun ON true
                         WHERE old.expires_at <= now()
                         ORDER BY old.expires_at LIMIT 3 FOR UPDATE OF old SKIP LOCKED) AS expired
                 WHERE family.id = expired.id
            )
            SELECT id::text FROM begun
            """)
    }

    static var parameters: [ParameterDeclaration] { .of(email, password) }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(LogInGuard.count, LogInGuard.columns),
            CheckedStatement(begin, [.text("family")]),
            CheckedStatement(beginAndUpgrade, [.text("family")]),
        ]
    }
    static let furtherProblems = [ProblemCode.unauthenticated]
    static let success = Success.json(
        TokenPair.schema, "The tokens, which browsers also get as cookies.")

    static func respond(to call: Call) throws {
        let guess = call.values[password]!
        guard let check = try PasswordCheck(of: call.values[email]!, guess, call) else {
            throw Problem.wrongPassword
        }
        let refresh = TokenPair.freshRefreshToken()
        var values = ParameterValues()
        check.set(in: &values, call)
        LogInGuard.setMemory(in: &values, call)
        values.set(member, .int(check.member.int(MemberColumns.Field.id)))
        values.set(hash, .text(check.hash))
        if check.isOutdated, let password = Password(attempt: guess) {
            values.set(newHash, .text(try call.services.hasher.make(password.text)))
        }
        TokenPair.set(refresh, in: &values, call)
        let statement = check.isOutdated ? beginAndUpgrade : begin
        let rows = try call.database.run([statement.command(values)])[0]
        guard rows.count > 0 else { throw Problem.wrongPassword }
        try TokenPair(refresh: refresh, session: rows[0].text(0)).answer(check.member, call)
    }
}

extension Problem {
    fileprivate static let wrongPassword = Problem(
        .unauthenticated, "The e-mail address or the password is wrong.",
        headers: [("WWW-Authenticate", "Bearer realm=\"guildhall\"")])
}

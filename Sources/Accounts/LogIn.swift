internal import API
internal import JSON
internal import Postgres
internal import Security

/// Gives tokens for an e-mail address and a password.
///
/// An unknown address and a wrong password get the same answer after the same work, so that nobody
/// learns here who is a member.
enum LogIn: Endpoint {
    static let operation = Operation(
        .post, "/auth/login", "Log in", access: .anyone, pool: .passwords)

    static let email = Body<String>("email", length: 1...254, "The member's e-mail address.")
    static let password = Body<String>("password", length: 1...1_024, "The member's password.")

    private static let account = PreparedSQL(
        accountColumns,
        """
        FROM users u LEFT JOIN churches c ON c.id = u.church_id
        WHERE lower(u.email) = lower(\(email))
        """)
    private static let accountColumns =
        MemberColumns.all + [.text("password_hash", "u.password_hash").orNull]

    static var parameters: [ParameterDeclaration] { .of(email, password) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(account, accountColumns), CheckedStatement(TokenPair.store, [])]
    }
    static let success = TokenPair.success

    static func respond(to call: Call) throws {
        let rows = try call.run(account)
        let member = rows.count > 0 ? rows[0] : nil
        let hash = member?.optionalText(MemberColumns.all.flatMap(\.leaves).count)
        let isRight = try call.services.hasher.verify(
            call.values[password] ?? "", against: hash ?? unknownHash)
        guard let member, hash != nil, isRight else {
            throw Problem(
                .unauthenticated, "The e-mail address or the password is wrong.",
                headers: [("WWW-Authenticate", "Bearer realm=\"guildhall\"")])
        }
        try TokenPair.issue(to: member, call)
    }

    /// The hash of a password that nobody knows, with the parameters of a real one: checking
    /// against it takes as long.
    private static let unknownHash =
        "$argon2id$v=19$m=19456,t=2,p=1$iPmcK9mDMA0m+ahfM0cd/Q$izz0w071jgnXZcYDxj3a0zFhhuLLkc7KftsKSxjaGts"
}

internal import API
internal import JSON
internal import Postgres
internal import Security

/// Changes what the caller is known by.
///
/// Who has an access token alone cannot take the account over: a new e-mail address and a new
/// password need the present password. A new password ends all other log-ins.
enum UpdateProfile: Endpoint {
    static let operation = Operation(
        .patch, "/profile", "Change your profile", access: .member, pool: .passwords)

    static let name = Body<Line>(optional: "name", "The name as shown.")
    static let church = Body<Int>(
        nullable: "church_id", "The id of the church that you belong to; null for none.")
    static let email = Body<EmailAddress>(optional: "email", "A new e-mail address.")
    static let password = Body<NewPassword>(optional: "password", "A new password.")
    static let present = Body<String>(
        optional: "current_password", length: 1...Password.longest,
        "The present password, needed for a new e-mail address or password.")

    private static let newHash = ParameterDeclaration.machinery("new_hash", .text)
    /// The hash that the present password was checked against.
    private static let hash = CheckedHash()

    private struct CheckedHash: Parameter {
        typealias Content = String
        let declaration = ParameterDeclaration.machinery("hash", .text)
    }

    private static let find = PreparedSQL("SELECT email FROM users WHERE id = \(Caller.id)")

    private static let profile = PreparedSQL(
        ProfileColumns.all,
        "FROM users u \(text: ProfileColumns.joins) WHERE u.id = \(Caller.id) FOR NO KEY UPDATE OF u"
    )

    private static let update = PreparedSQL(
        """
        WITH u AS (
            UPDATE users
               SET \(when: church, "church_id = \(church),")
                   name = coalesce(\(name), name), email = coalesce(\(email), email),
                   password_hash = coalesce(\(hole: newHash), password_hash)
             WHERE id = \(Caller.id)
                   -- Of several who know the present password only one can replace it.
                   \(when: hash, "AND password_hash = \(hash)")
            RETURNING *
        )
        SELECT \(columns: ProfileColumns.all) FROM u \(text: ProfileColumns.joins)
        """)

    /// Comes after the change, whose lock a log-in with the old password waits for. The new hash is
    /// there only if the change took effect.
    private static let endOtherLogIns = PreparedSQL(
        """
        UPDATE refresh_families SET revoked_at = now(), revoked_for = 'password'
         WHERE user_id = \(Caller.id) AND id <> \(Caller.session)::uuid AND revoked_at IS NULL
           AND EXISTS (SELECT FROM users
                        WHERE id = \(Caller.id) AND password_hash = \(hole: newHash))
        """)

    static var parameters: [ParameterDeclaration] {
        .of(name, church, email, password, present)
    }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(find, [.text("email")]),
            CheckedStatement(profile, ProfileColumns.all),
            CheckedStatement(update, ProfileColumns.all), CheckedStatement(endOtherLogIns, []),
            CheckedStatement(LogInGuard.count, LogInGuard.columns),
            CheckedStatement(LogInGuard.forgive, []),
        ]
    }
    static let success = Success.json(.object(ProfileColumns.all), "The profile as it is now.")
    static let heedsIfMatch = true
    static let violations = [
        "users_email_key": Problem.emailTaken,
        "users_church_fkey": Problem.invalid([.pointer("/church_id", "names no church")]),
    ]
    private static let encoder = RowEncoder(json: ProfileColumns.all)

    static func respond(to call: Call) throws {
        var values = call.values
        let check = try checkPresentPassword(call)
        if let check { values.set(hash.declaration, .text(check.hash)) }
        var commands: [Command] = []
        if let password = values[password] {
            values.set(newHash, .text(try call.services.hasher.make(password.password.text)))
            commands = [endOtherLogIns.command(values)]
        }
        let rows = try call.change(
            [update.command(values)] + commands, of: [profile.command(values)], encoder)[0]
        guard rows.count > 0 else { throw check == nil ? Problem.accountGone : .wrongPresent }
        try call.json { try encoder.write(rows[0], to: $0.output) }
        call.addTag()
        // Without it the attempt only counts for a while.
        if let check { try? forgive(check, call) }
    }

    /// - Returns: nil if nothing changes that needs the password.
    private static func checkPresentPassword(_ call: Call) throws -> PasswordCheck? {
        guard call.values[email] != nil || call.values[password] != nil else { return nil }
        guard let guess = call.values[present] else {
            throw Problem.invalid([
                .pointer("/current_password", "must be given with a new e-mail address or password")
            ])
        }
        let rows = try call.run(find)
        guard rows.count > 0 else { throw Problem.accountGone }
        guard let check = try PasswordCheck(of: rows[0].text(0), guess, call) else {
            throw Problem.wrongPresent
        }
        return check
    }

    /// Takes the attempt back; in a transaction of its own, as others at this address wait for it.
    private static func forgive(_ check: PasswordCheck, _ call: Call) throws {
        var values = ParameterValues()
        check.set(in: &values, call)
        _ = try call.database.run([LogInGuard.forgive.command(values)])
    }
}

extension Problem {
    fileprivate static let wrongPresent = Problem.invalid([
        .pointer("/current_password", "is not your present password")
    ])
}

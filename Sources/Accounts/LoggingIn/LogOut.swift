internal import API
internal import Postgres

/// Ends the log-in that the caller's tokens descend from: no new ones are given for it.
///
/// Access tokens cannot be called back; they end by themselves within minutes.
enum LogOut: Endpoint {
    static let operation = Operation(.post, "/auth/logout", "Log out", access: .member)

    private static let revoke = PreparedSQL(
        """
        UPDATE refresh_families SET revoked_at = now(), revoked_for = 'logout'
         WHERE id = \(Caller.session)::uuid AND user_id = \(Caller.id) AND revoked_at IS NULL
        """)

    static var statements: [CheckedStatement] { [CheckedStatement(revoke, [])] }
    static let success = Success.nothing("The log-in has ended.")

    static func respond(to call: Call) throws {
        _ = try call.run(revoke)
        for field in TokenPair.removal(call) { call.reply.add(field.name, field.value) }
        call.nothing()
    }
}

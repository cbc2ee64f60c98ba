internal import API
internal import Postgres

/// Lets a user log in again whose log-in is locked after wrong passwords.
enum UnlockUser: Endpoint {
    static let operation = Operation(
        .post, "/admin/users/{id}/unlock", "Unlock a user's log-in", access: .admin)

    static let id = Path<Int>("id", "The user's id.")

    private static let unlock = PreparedSQL(
        """
        WITH account AS (
            SELECT sha256(convert_to(lower(email), 'UTF8')) AS digest FROM users WHERE id = \(id)
        ), unlocked AS (
            DELETE FROM login_guards g USING account a WHERE g.account = a.digest
        )
        SELECT FROM account
        """)

    static var parameters: [ParameterDeclaration] { .of(id) }
    static var statements: [CheckedStatement] { [CheckedStatement(unlock, [])] }
    static let success = Success.nothing("The user can log in.")

    static func respond(to call: Call) throws {
        guard try call.run(unlock).count > 0 else { throw Problem.notFound() }
        call.nothing()
    }
}

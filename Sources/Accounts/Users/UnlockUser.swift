internal import API

/// Lets a user log in again whose log-in is locked after wrong passwords.
enum UnlockUser: ActionEndpoint {
    static let operation = Operation(
        .post, "/admin/users/{id}/unlock", "Unlock a user's log-in", access: .admin)

    static let id = Path<Int>("id", "The user's id.")

    static let action = PreparedSQL(
        """
        WITH account AS (
            SELECT sha256(convert_to(lower(email), 'UTF8')) AS digest FROM users WHERE id = \(id)
        ), unlocked AS (
            DELETE FROM login_guards g USING account a WHERE g.account = a.digest
        )
        SELECT FROM account
        """)
}

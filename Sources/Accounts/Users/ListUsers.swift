internal import API

/// Everybody with an account, and everybody whom bookings were made for.
enum ListUsers: ListEndpoint {
    static let operation = Operation(.get, "/admin/users", "List users", access: .admin)

    static let email = Query<String>(
        "email", length: 1...EmailAddress.longest,
        "Only the user with this e-mail address, without regard to case.")
    static let trust = Query<TrustLevel>("trust_level", "Only users of this trust level.")
    static let role = Query<Role>("role", "Only users with this role.")

    static let list = List(
        MemberColumns.all, of: "users u",
        where: """
            TRUE
            \(when: email, "AND lower(u.email) = lower(\(email))")
            \(when: trust, "AND u.trust_level = \(trust)")
            \(when: role, "AND u.role = \(role)")
            """,
        orderedBy: [.int("u.id")], joining: MemberColumns.joinChurch)
}

internal import API

/// What the hall knows of the caller.
enum GetProfile: ResourceEndpoint {
    static let operation = Operation(.get, "/profile", "Get your profile", access: .member)

    static let columns = ProfileColumns.all
    static let source = PreparedSQL(
        columns, "FROM users u \(text: ProfileColumns.joins) WHERE u.id = \(Caller.id)")
    static let encoder = RowEncoder(json: columns)
    static let absence = Problem.accountGone
}

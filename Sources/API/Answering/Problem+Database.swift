internal import Postgres

extension Problem {
    /// What a client is told of a database error: one table from SQLSTATE and constraint to
    /// problem.
    ///
    /// What is not in it is a 500 without detail; the log has the whole error under the request's
    /// id.
    init(_ error: DatabaseError) {
        switch error {
        case .unavailable, .lost:
            self = .unavailable("The database cannot be reached at the moment.")
        case .deadlineExceeded:
            self = .unavailable("The request took longer than it may.", code: .timedOut)
        case .abandoned:
            self = .unavailable("The client hung up.")
        case .statement(let error): self.init(error)
        }
    }

    private init(_ error: ServerError) {
        switch error.state {
        case "57014":  // query_canceled: a statement time-out.
            self = .unavailable("The request took longer than it may.", code: .timedOut)
        case "55P03", "40001", "40P01":  // lock, serialization, deadlock
            self = .unavailable("Others are changing the same thing; try again.", retryAfter: 1)
        case "53100", "53200", "53300":  // disk_full, out_of_memory, too_many_connections
            self = .unavailable("The database has no room at the moment.")
        case "26000", "0A000":  // a migration made a prepared statement stale
            self = .unavailable("The database is being upgraded.")
        case _ where error.isOutage:
            self = .unavailable("The database is restarting.")
        case "23503" where Self.isOfActor(error.constraint):  // foreign_key_violation
            self = .accountGone
        case "22003", "22007", "22008":  // a number or a moment out of range
            self.init(.malformed, "A value is out of range.")
        case "22021", "22P05":  // character_not_in_repertoire, untranslatable_character
            self.init(.malformed, "A text holds characters that cannot be stored.")
        default:
            self.init(.internalError, "The log has the cause under this request_id.")
        }
    }

    /// Whether a foreign key says that who acts must have an account. An access token outlives the
    /// account that it was issued for by minutes.
    private static func isOfActor(_ constraint: String?) -> Bool {
        ["_user_fkey", "_actor_fkey", "_adder_fkey", "_moderator_fkey", "_decider_fkey"]
            .contains { constraint?.hasSuffix($0) ?? false }
    }
}

/// What can go wrong between this process and PostgreSQL.
public enum DatabaseError: Error, Sendable, Equatable {
    /// No connection can be had now; the text is libpq's. Nothing was sent.
    case unavailable(String)
    /// The connection broke while a statement was under way: whether it took effect is not known.
    case lost(String)
    /// The client for whom the work was done hung up; the statement was cancelled.
    case abandoned
    /// The work did not end within its time; the statement was cancelled.
    case deadlineExceeded
    /// PostgreSQL refused or failed a statement.
    case statement(ServerError)
}

/// An error as PostgreSQL reports it (PostgreSQL manual, section 55.8, "Error and Notice Message
/// Fields").
public struct ServerError: Error, Sendable, Equatable {
    /// The five-character SQLSTATE code (appendix A of the manual).
    public let state: String
    /// The primary message. It may quote data, so it goes to the log and never to a client.
    public let message: String
    /// The detail line, or an empty string.
    public let detail: String
    /// The name of the constraint that was violated, or nil.
    public let constraint: String?
}

extension ServerError {
    /// The plan or the name of a prepared statement is out of date, which a migration under way
    /// causes (0A000 "cached plan must not change result type", 26000 "does not exist"). Nothing
    /// was executed.
    var isStalePreparation: Bool {
        state == "26000" || (state == "0A000" && message.hasPrefix("cached plan"))
    }

    /// The server is starting, stopping or out of connections (class 57P and 53300): worth trying
    /// again later.
    public var isOutage: Bool { state.hasPrefix("57P") || state == "53300" }
}

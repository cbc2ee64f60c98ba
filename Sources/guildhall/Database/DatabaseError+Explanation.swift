import Postgres

extension DatabaseError {
    /// The error in words for a person at a terminal.
    var explanation: String {
        switch self {
        case .unavailable(let reason): "PostgreSQL is out of reach: \(reason.trimmed)"
        case .lost(let reason): "the connection to PostgreSQL broke: \(reason.trimmed)"
        case .abandoned: "the work was abandoned"
        case .deadlineExceeded: "PostgreSQL took too long"
        case .statement(let error):
            "PostgreSQL refused: \(error.message) [\(error.state)]"
                + (error.detail.isEmpty ? "" : "\n  \(error.detail)")
        }
    }
}

extension String {
    /// Without line ends and spaces at the end, which libpq's messages have.
    var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

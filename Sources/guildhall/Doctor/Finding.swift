/// What one look at something found.
struct Finding {
    /// How bad it is.
    enum Verdict: String {
        case well = "ok"
        /// It works, but not as it should.
        case doubtful = "look"
        case wrong = "wrong"
    }

    let verdict: Verdict
    let subject: String
    let detail: String
    /// What to do about it.
    let remedy: String?

    static func well(_ subject: String, _ detail: String) -> Finding {
        Finding(verdict: .well, subject: subject, detail: detail, remedy: nil)
    }

    static func doubtful(_ subject: String, _ detail: String, _ remedy: String) -> Finding {
        Finding(verdict: .doubtful, subject: subject, detail: detail, remedy: remedy)
    }

    static func wrong(_ subject: String, _ detail: String, _ remedy: String) -> Finding {
        Finding(verdict: .wrong, subject: subject, detail: detail, remedy: remedy)
    }
}

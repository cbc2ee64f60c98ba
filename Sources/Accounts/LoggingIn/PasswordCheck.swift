internal import API
internal import Configuration
internal import Postgres
internal import Security

/// Checks a password, under a lock against guessing.
///
/// An attempt is counted in the database *before* the password is looked at, in the statement that
/// finds the account, so that however many come at once over however many processes, no more are
/// looked at than may be. What fails there fails closed. Unknown addresses are counted like known
/// ones, so that nobody learns here who is a member.
struct PasswordCheck {
    /// The account, with `MemberColumns.all`.
    let member: Row
    /// The hash that the password was checked against.
    let hash: String
    /// Whether the hash has weaker parameters than today's.
    let isOutdated: Bool
    private let email: String
    private let guardName: String
    private let attemptedAt: Int64

    private enum Field {
        static let isAdmitted = MemberColumns.Field.next
        static let retryAfter = isAdmitted + 1
        static let attemptedAt = isAdmitted + 2
        static let guardName = isAdmitted + 3
        static let hash = isAdmitted + 4
    }

    /// Checks a password.
    /// - Returns: nil if it is wrong or the account unknown, after the same work.
    /// - Throws: 429 if there were too many wrong ones lately, be it wrong or right.
    init?(of email: String, _ guess: String, _ call: Call) throws {
        let row = try call.database.run([
            LogInGuard.count.command(LogInGuard.values(of: email, call))
        ])[0][0]
        guard row.bool(Field.isAdmitted) else {
            // People type passwords into the field of the address, so that is not logged.
            call.report("log-in locked")
            throw Problem.locked(seconds: row.int(Field.retryAfter))
        }
        let hash = row.optionalText(Field.hash)
        // A password that cannot be one takes as long to refuse.
        let password = Password(attempt: guess)
        let verdict = try call.services.hasher.check(
            password?.text ?? "", against: hash ?? Self.unknownHash)
        guard let hash, password != nil, verdict != .wrong else { return nil }
        member = row
        self.hash = hash
        isOutdated = verdict == .rightButOutdated
        self.email = email
        guardName = row.text(Field.guardName)
        attemptedAt = row.int(Field.attemptedAt)
    }

    /// Gives a statement that takes the attempt back what it needs.
    func set(in values: inout ParameterValues, _ call: Call) {
        values.set(LogInGuard.email, .text(email))
        values.set(LogInGuard.address, .text(call.address))
        values.set(LogInGuard.guardName, .text(guardName))
        values.set(LogInGuard.attemptedAt, .instant(attemptedAt))
    }

    /// The hash of a password that nobody knows, with the parameters of a real one: checking
    /// against it takes as long.
    private static let unknownHash =
        "$argon2id$v=19$m=19456,t=2,p=1$iPmcK9mDMA0m+ahfM0cd/Q$izz0w071jgnXZcYDxj3a0zFhhuLLkc7KftsKSxjaGts"
}

extension Problem {
    fileprivate static func locked(seconds: Int64) -> Problem {
        Problem(
            .tooManyRequests, "There were too many wrong passwords. Try again later.",
            headers: [("Retry-After", String(seconds))])
    }
}

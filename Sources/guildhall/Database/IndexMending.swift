import Glibc
import Operations
import Postgres

/// Makes indexes anew while all goes on.
struct IndexMending {
    /// Every request on a table queues behind a statement that waits for all of it, so the wait is
    /// short and there are many of them.
    private static let lockTimeout = "1s"
    private static let lockAttempts = 200
    private static let pauseSeconds: UInt32 = 2
    /// PostgreSQL's code for a lock that was not to be had in time (lock_not_available).
    private static let lockNotAvailable = "55P03"

    private let connection: Connection
    private let definitions: IndexDefinitions

    init(_ connection: Connection) throws {
        self.connection = connection
        definitions = IndexDefinitions(
            try Migration.read(from: Resources.find("sql/migrations")))
    }

    /// Makes those that are missing and builds those again that are invalid. What cannot be mended is
    /// said, and keeps none of the others from it.
    func mend(_ survey: IndexSurvey) throws {
        // It waits for each transaction that is older than the index, however long an export takes.
        try connection.execute(script: "SET lock_timeout = 0")
        for name in survey.missing { attempt(name) { try make(name) } }
        for name in survey.invalid { attempt(name) { try build(name) } }
    }

    private func attempt(_ name: String, _ body: () throws -> Void) {
        do { try body() } catch { Terminal.complain("\(name): \(Command.explanation(of: error))") }
    }

    private func make(_ name: String) throws {
        if let constraint = definitions.constraint(name) { return try restore(constraint) }
        guard let statement = definitions.concurrent(name) else {
            throw Failure("no migration says how it is made")
        }
        try Terminal.step("making \(name)") { try connection.execute(script: statement) }
    }

    private func build(_ name: String) throws {
        guard definitions.constraint(name)?.isExclusion != true else {
            throw Self.notConcurrent("REINDEX INDEX \(name)")
        }
        try Terminal.step("building \(name) again") {
            try connection.execute(script: "REINDEX INDEX CONCURRENTLY \(name)")
        }
    }

    private func restore(_ constraint: IndexConstraint) throws {
        guard !constraint.isExclusion else { throw Self.notConcurrent(constraint.statement) }
        // What a run that was broken off has left is not to be trusted.
        let removal = "DROP INDEX CONCURRENTLY IF EXISTS \(constraint.interimName)"
        try Terminal.step("making \(constraint.name)") {
            try connection.execute(script: removal)
            do {
                try connection.execute(script: constraint.building)
                try adopt(constraint)
            } catch {
                try? connection.execute(script: removal)
                throw error
            }
        }
    }

    private func adopt(_ constraint: IndexConstraint) throws {
        try connection.execute(script: "SET lock_timeout = '\(Self.lockTimeout)'")
        defer { try? connection.execute(script: "SET lock_timeout = 0") }
        for _ in 1..<Self.lockAttempts {
            do {
                return try connection.execute(script: constraint.adoption)
            } catch {
                guard case .statement(let refusal) = error, refusal.state == Self.lockNotAvailable
                else { throw error }
                sleep(Self.pauseSeconds)
            }
        }
        try connection.execute(script: constraint.adoption)
    }

    private static func notConcurrent(_ statement: String) -> Failure {
        Failure(
            "PostgreSQL cannot build an exclusion constraint's index while others write. As the "
                + "owner, at a quiet hour:\n  \(statement);")
    }
}

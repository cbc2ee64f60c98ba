import API
import ArgumentParser
import Responder

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare every endpoint's SQL with the database schema.",
        discussion: """
            Prepares and describes each statement in every combination of its optional clauses, \
            and compares columns and parameters with what the endpoints declare. Runs none.
            """)

    func run() throws {
        try Command.run {
            let connection = OwnerDatabase.connection(try Environment.configuration())
            let findings = try StatementCheck(connection).findings(Areas.endpoints)
            for fault in findings.faults { Terminal.complain("\(fault)") }
            Terminal.line(
                "\(Areas.endpoints.count) endpoints, \(findings.statements) statements, \(findings.faults.count) faults"
            )
            if !findings.faults.isEmpty { throw ExitCode.failure }
        }
    }
}

import API
import ArgumentParser
import Jobs
import Responder

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare the SQL of endpoints and jobs with the database schema.",
        discussion: """
            Prepares and describes each statement in every combination of its optional clauses, \
            and compares columns and parameters with what is declared. Runs none.
            """)

    func run() throws {
        try Command.run {
            let connection = OwnerDatabase.connection(try Environment.configuration())
            let check = try StatementCheck(connection)
            let findings = [check.findings(Areas.endpoints), check.findings(Jobs.statements)]
            let faults = findings.flatMap(\.faults)
            for fault in faults { Terminal.complain("\(fault)") }
            let statements = findings.map(\.statements).reduce(0, +)
            Terminal.line(
                "\(Areas.endpoints.count) endpoints, \(statements) statements, \(faults.count) faults"
            )
            if !faults.isEmpty { throw ExitCode.failure }
        }
    }
}

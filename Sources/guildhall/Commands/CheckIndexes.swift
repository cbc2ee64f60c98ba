import API
import ArgumentParser
import Operations
import Postgres

struct CheckIndexes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Name indexes that are missing, invalid or unused.",
        discussion: """
            With --create the missing ones are made and the invalid ones are built again, without \
            keeping anyone from reading or writing meanwhile. The exit status is 1 if one is \
            missing or invalid.
            """)

    @Flag(help: "Make the missing ones and build the invalid ones again.")
    var create = false

    func run() throws {
        try Command.run {
            let connection = OwnerDatabase.connection(try Environment.configuration())
            var survey = try IndexSurvey.read(connection)
            if create, !survey.isHealthy {
                try mend(survey, connection)
                survey = try IndexSurvey.read(connection)
            }
            for (kind, names) in survey.findings {
                for name in names { Terminal.line("\(Terminal.padded(kind, to: 9))\(name)") }
            }
            Terminal.line(
                "\(survey.count) indexes, \(survey.missing.count) missing, "
                    + "\(survey.invalid.count) invalid, \(survey.unused.count) unused")
            if !survey.isHealthy { throw ExitCode.failure }
        }
    }

    private func mend(_ survey: IndexSurvey, _ connection: Connection) throws {
        let definitions = IndexDefinitions(
            try Migration.read(from: Resources.find("sql/migrations")))
        // It waits for each transaction that is older than the index, however long an export takes.
        try connection.execute(script: "SET lock_timeout = 0")
        for name in survey.missing {
            guard let statement = definitions.concurrent(name) else {
                Terminal.complain("\(name) is part of a constraint: restore that with ALTER TABLE")
                continue
            }
            try Terminal.step("making \(name)") { try connection.execute(script: statement) }
        }
        for name in survey.invalid {
            try Terminal.step("building \(name) again") {
                try connection.execute(script: "REINDEX INDEX CONCURRENTLY \(name)")
            }
        }
    }
}

extension IndexSurvey {
    /// Looks at the indexes of a database.
    static func read(_ connection: Connection) throws -> IndexSurvey {
        IndexSurvey(try connection.run([statement.command(ParameterValues())])[0])
    }
}

import API
import ArgumentParser
import Operations
import Postgres

struct CheckIndexes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Name indexes that are missing, invalid or unused.",
        discussion: """
            With --create the missing ones are made and the invalid ones are built again, without \
            keeping anyone from reading or writing meanwhile; primary keys and unique constraints \
            come back with theirs, though not the foreign keys that went with a primary key. For \
            an exclusion constraint PostgreSQL cannot do so: the statement is printed. The exit \
            status is 1 if one is missing or invalid.
            """)

    @Flag(help: "Make the missing ones and build the invalid ones again.")
    var create = false

    func run() throws {
        try Command.run {
            let connection = OwnerDatabase.connection(try Environment.configuration())
            var survey = try IndexSurvey.read(connection)
            if create, !survey.isHealthy {
                try IndexMending(connection).mend(survey)
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
}

extension IndexSurvey {
    /// Looks at the indexes of a database.
    static func read(_ connection: Connection) throws -> IndexSurvey {
        IndexSurvey(try connection.run([statement.command(ParameterValues())])[0])
    }
}

import Configuration
import Operations
import Postgres

/// Looks at the database, as its owner.
struct DatabaseExamination {
    private static let version = Statement("SELECT current_setting('server_version_num')::int8")
    private static let oldest: Int64 = 150_000

    private let connection: Connection

    init(_ configuration: Configuration) { connection = OwnerDatabase.connection(configuration) }

    func findings() -> [Finding] {
        do {
            let version = try connection.run(Self.version)[0].int(0)
            guard version >= Self.oldest else {
                return [
                    .wrong(
                        "PostgreSQL", "is version \(version / 10_000)", "15 or later is needed")
                ]
            }
            return [.well("PostgreSQL", "answers, version \(version / 10_000)"), schema, indexes]
        } catch {
            return [
                .wrong(
                    "PostgreSQL", Command.explanation(of: error),
                    "start it (make run does), or name it by \(Settings.ownerDatabase.name)")
            ]
        }
    }

    private var schema: Finding {
        do {
            let migrations = try Migration.read(from: Resources.find("sql/migrations"))
            let pending = try Migrator(connection: connection, migrations: migrations).pending()
            guard pending.isEmpty else {
                return .wrong("schema", "lacks \(pending.count) migrations", "guildhall migrate")
            }
            return .well("schema", "is at version \(migrations.count)")
        } catch {
            return .wrong(
                "schema", Command.explanation(of: error),
                "run the program that the database was migrated for")
        }
    }

    private var indexes: Finding {
        do {
            let survey = try IndexSurvey.read(connection)
            guard survey.isHealthy else {
                let names = (survey.missing + survey.invalid).joined(separator: ", ")
                return .wrong(
                    "indexes", "missing or invalid: \(names)", "guildhall check-indexes --create")
            }
            return .well("indexes", "all \(survey.count) are there and valid")
        } catch {
            return .wrong("indexes", Command.explanation(of: error), "guildhall check-indexes")
        }
    }
}

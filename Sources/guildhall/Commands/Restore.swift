import ArgumentParser
import Configuration
import Glibc
import Postgres
import Supervision

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a backup's database and uploaded files back.",
        discussion: """
            Needs a database with the roles of sql/roles.sql, and stopped responders. All of it \
            comes back, or nothing changes. A backup of an older version is migrated.
            """)

    @Argument(help: "The backup's directory.")
    var directory: String

    @Flag(help: "Replace what the database holds, which is lost then.")
    var replace = false

    private static let tables = Statement(
        """
        SELECT count(*) FROM pg_class
         WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
        """)

    func run() throws {
        try Command.run {
            Signals.hold()
            let configuration = try Environment.configuration()
            let backup = BackupDirectory(path: Environment.absolute(directory))
            let manifest = try backup.readManifest()
            let migrations = try Migration.read(from: Resources.find("sql/migrations"))
            guard manifest.schemaVersion <= migrations.count else {
                throw Failure(
                    "the backup is of schema version \(manifest.schemaVersion), which this program does not know"
                )
            }
            let owner = OwnerDatabase.connection(configuration)
            guard try replace || owner.run(Self.tables)[0].int(0) == 0 else {
                throw Failure("the database is not empty; --replace would replace what it holds")
            }
            let tools = DatabaseTools(configuration)
            // Files come first: a photo without its row is swept away, a row without its photo is not.
            if let files = UploadedFiles.directory(configuration) {
                try Terminal.step("files") { try tools.copy(backup.files, to: files) }
            }
            try Terminal.step("database") { try tools.restore(backup.database) }
            let migrator = Migrator(connection: owner, migrations: migrations)
            try migrator.migrate { Terminal.line("applied migration \($0.version)") }
            Terminal.line("restored; start the responders again")
        }
    }
}

import ArgumentParser
import Configuration
import Glibc
import Postgres
import Supervision

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the database and the uploaded files into a new directory.",
        discussion: """
            The system goes on meanwhile; the copy is of one moment. Keys are not in it: keep the \
            files with the token keys apart. A directory with a manifest.json is a whole backup.
            """)

    @Argument(help: "The directory to make.")
    var directory: String

    private static let version = Statement("SELECT max(version) FROM schema_migrations")

    func run() throws {
        try Command.run {
            Signals.hold()
            let configuration = try Environment.configuration()
            let target = Environment.absolute(directory)
            guard !Files.exists(target) else { throw Failure("\(target) is there already") }
            let tools = DatabaseTools(configuration)
            let backup = BackupDirectory(path: target + ".partial")
            try Files.makeDirectory(backup.path, mode: 0o700)
            try Files.makeDirectory(backup.files, mode: 0o700)
            let files = UploadedFiles.directory(configuration)
            // A file never changes. Copying before and after catches what was uploaded while the
            // database was read, and what was deleted then.
            if let files { try tools.copy(files, to: backup.files) }
            try Terminal.step("database") { try tools.dump(to: backup.database) }
            if let files { try Terminal.step("files") { try tools.copy(files, to: backup.files) } }
            let rows = try OwnerDatabase.connection(configuration).run(Self.version)
            try backup.write(
                BackupDirectory.Manifest(
                    schemaVersion: Int(rows[0].int(0)),
                    databaseDigest: try BackupDirectory.digest(of: backup.database)))
            try Files.rename(backup.path, to: target)
            Terminal.line("\(target) is a whole backup")
            if files == nil {
                Terminal.complain(
                    "of the database alone: \(Settings.dataDirectory.name) names no directory")
            }
        }
    }
}

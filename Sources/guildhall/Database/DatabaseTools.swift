import Configuration
import Glibc
import Supervision

/// PostgreSQL's own programs for whole databases.
struct DatabaseTools {
    private let settings: String
    private let tree = ProcessTree()

    init(_ configuration: Configuration) { settings = OwnerDatabase.settings(configuration) }

    /// Writes the database as of one moment to a file, in pg_dump's custom format.
    func dump(to path: String) throws {
        try run(
            "pg_dump",
            ["--format=custom", "--no-password", "--dbname=\(settings)", "--file=\(path)"])
        try sync(path)
    }

    /// Brings a dump's tables back in place of all that the owner has, in one transaction.
    func restore(_ path: String) throws {
        let script = path + ".sql"
        defer { Files.remove(script) }
        let list = path + ".list"
        defer { Files.remove(list) }
        // Extensions and the schema belong to the superuser; roles.sql has made them.
        try run("pg_restore", ["--list", "--file=\(list)", path])
        let wanted = try Files.text(list).split(separator: "\n")
            .filter { !$0.contains(" EXTENSION ") && !$0.contains(" SCHEMA ") }
        try Files.write(list, wanted.joined(separator: "\n").utf8, mode: 0o600)
        try run("pg_restore", ["--use-list=\(list)", "--file=\(script)", path])
        try run(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--no-password", "--single-transaction",
                "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--dbname=\(settings)",
                "--file=\(try Resources.find("sql/empty.sql"))", "--file=\(script)",
            ])
    }

    /// Copies a directory's files that the other does not have yet.
    func copy(_ source: String, to target: String) throws {
        try run("cp", ["--archive", "--no-clobber", "--", source + "/.", target])
    }

    /// Runs a program to its end; what it complains of is seen as it stands.
    private func run(_ name: String, _ arguments: [String]) throws {
        guard let path = Programs.path(of: name) else {
            throw Failure("not installed: \(name)\n  sudo apt-get install postgresql-client-15")
        }
        let program = Program(path, arguments, descriptors: [1: 1, 2: 2])
        let ending = try tree.run(program) { signal in
            if signal != SIGHUP { throw Interruption() }
        }
        guard ending.isSuccess else { throw Failure("\(name) failed (\(ending))") }
    }

    private func sync(_ path: String) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemFailure("write \(path)") }
    }
}

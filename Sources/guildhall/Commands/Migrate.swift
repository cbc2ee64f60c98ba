import ArgumentParser

struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database schema up to date.")

    @Option(help: "Directory of the migrations. (default: the program's own)")
    var directory: String?

    @Flag(help: "List what would be applied, and change nothing.")
    var dryRun = false

    func run() throws {
        try Command.run {
            let migrator = Migrator(
                connection: OwnerDatabase.connection(try Environment.configuration()),
                migrations: try Migration.read(from: directory ?? Resources.find("sql/migrations")))
            if dryRun {
                for migration in try migrator.pending() {
                    Terminal.line("would apply \(migration.title)")
                }
                return
            }
            var count = 0
            try migrator.migrate { migration in
                Terminal.line("applied \(migration.title)")
                count += 1
            }
            if count == 0 { Terminal.line("the schema is up to date") }
        }
    }
}

extension Migration {
    fileprivate var title: String { "\(version) \(name)" }
}

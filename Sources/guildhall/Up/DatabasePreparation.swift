import Postgres

/// What makes a bare cluster Guildhall's database.
struct DatabasePreparation {
    private static let isThere = Statement("SELECT FROM pg_database WHERE datname = 'guildhall'")
    private static let workers = Statement(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'guildhall_worker'")

    let places: Places

    /// Whether PostgreSQL takes connections.
    var isAnswering: Bool {
        let connection = Connection(places.database("guildhall", database: "postgres"))
        return (try? connection.run(Self.isThere)) != nil
    }

    /// How many workers are connected.
    var countWorkers: Int {
        let rows = try? Connection(places.database("guildhall")).run(Self.workers)
        return rows.map { Int($0[0].int(0)) } ?? 0
    }

    /// Makes the database and its roles if need be.
    func createDatabase() throws {
        let cluster = Connection(places.database("guildhall", database: "postgres"))
        if try cluster.run(Self.isThere).count == 0 {
            try cluster.execute(script: "CREATE DATABASE guildhall")
        }
        cluster.close()
        let roles = try Files.text(Resources.find("sql/roles.sql"))
        try Connection(places.database("guildhall")).execute(script: roles)
    }

    /// Applies the migrations that are missing.
    /// - Returns: how many.
    func migrate() throws -> Int {
        var count = 0
        let migrator = Migrator(
            connection: owner,
            migrations: try Migration.read(from: Resources.find("sql/migrations")))
        try migrator.migrate { _ in count += 1 }
        return count
    }

    var owner: Connection { Connection(places.database("guildhall_owner")) }
}

import Postgres

/// Brings the schema up to date: forward only, each migration in a transaction of its own.
struct Migrator {
    /// Any number that no other program locks; these are the letters "guildhal".
    private static let lock: Int64 = 0x6775_696c_6468_616c

    private static let applied = Statement(
        "SELECT version, name, checksum FROM schema_migrations ORDER BY version")
    private static let record = Statement(
        "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
        types: [.int8, .text, .text])
    private static let exists = Statement(
        "SELECT to_regclass('public.schema_migrations') IS NOT NULL")

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version bigint CONSTRAINT schema_migrations_pkey PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE schema_migrations IS 'The migrations that made this schema.';
        COMMENT ON COLUMN schema_migrations.version IS 'Number of the migration.';
        COMMENT ON COLUMN schema_migrations.name IS 'Name of the migration''s file.';
        COMMENT ON COLUMN schema_migrations.checksum IS 'SHA-256 of the file, in hexadecimal.';
        COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was applied.';
        GRANT SELECT ON schema_migrations TO guildhall_responder;
        """

    let connection: Connection
    let migrations: [Migration]

    /// The migrations that the database does not have yet.
    /// - Throws: if the database was made by other migrations than these.
    func pending() throws -> [Migration] {
        guard try connection.run(Self.exists)[0].bool(0) else { return migrations }
        let rows = try connection.run(Self.applied)
        for index in 0..<rows.count {
            try compare(
                version: Int(rows[index].int(0)), name: rows[index].text(1),
                checksum: rows[index].text(2), position: index)
        }
        return Array(migrations.dropFirst(rows.count))
    }

    private func compare(version: Int, name: String, checksum: String, position: Int) throws {
        guard version == position + 1 else {
            throw Failure("the database lacks migration \(position + 1), though it has \(version)")
        }
        guard position < migrations.count else {
            throw Failure(
                "the database has migration \(version) (\(name)), which this program does not "
                    + "know: it was migrated by a newer one")
        }
        guard migrations[position].checksum == checksum else {
            throw Failure(
                "migration \(version) (\(name)) was changed after it had been applied; "
                    + "restore the file and put the change in a new migration")
        }
    }

    /// Applies what is pending.
    /// - Parameter report: called with each migration that was applied.
    func migrate(report: (Migration) -> Void) throws {
        // Whoever comes second waits here, for as long as the first one takes, and then finds
        // nothing to do.
        try connection.execute(
            script:
                "SET lock_timeout = 0; SELECT pg_advisory_lock(\(Self.lock)); RESET lock_timeout")
        defer { try? connection.execute(script: "SELECT pg_advisory_unlock(\(Self.lock))") }
        let pending = try pending()
        if !pending.isEmpty { try connection.execute(script: Self.table) }
        for migration in pending {
            try apply(migration)
            report(migration)
        }
    }

    private func apply(_ migration: Migration) throws {
        do {
            try connection.execute(script: "BEGIN")
            try connection.execute(script: migration.text)
            _ = try connection.run(
                Self.record,
                [
                    .int(Int64(migration.version)), .text(migration.name),
                    .text(migration.checksum),
                ])
            try connection.execute(script: "COMMIT")
        } catch {
            // A connection that ends takes the transaction with it, whatever state it was in.
            connection.close()
            throw Failure(
                "migration \(migration.version) (\(migration.name)) failed and was undone: "
                    + error.explanation)
        }
    }
}

import Configuration
import JSON
import Postgres

/// How commands reach the database as its owner.
enum OwnerDatabase {
    /// A connection that is not open yet. Without a setting it is the database of the `guildhall
    /// up` that runs on this state directory, so that its users need no settings at all.
    static func connection(_ configuration: Configuration) -> Connection {
        Connection(settings(configuration))
    }

    /// The libpq connection string of that database, for PostgreSQL's own programs too.
    static func settings(_ configuration: Configuration) -> String {
        let isSet = [Settings.ownerDatabase.name, "PGHOST", "PGSERVICE"].contains { name in
            Environment.value(name)?.isEmpty == false
        }
        let settings = configuration.text(Settings.ownerDatabase)
        guard !isSet, let run = try? RunFile.read(configuration),
            let host = run["database_host"]?.text
        else {
            return settings
        }
        return "\(settings) host=\(host)"
    }
}

import Glibc
import Postgres
import TestSupport

extension Connection {
    /// A connection to the tests' own cluster.
    /// - Parameter name: the name under which `pg_stat_activity` has it.
    static func toCluster(name: String = "test") -> Connection {
        Connection(Cluster.shared.settings(name: name))
    }

    /// A statement's first column in its first row.
    func int(_ text: String) throws -> Int64 { try run(Statement(text))[0].int(0) }

    /// A statement's first column in its first row.
    func text(_ text: String) throws -> String { try run(Statement(text))[0].text(0) }

    /// Back ends with an application_name, and a condition of `pg_stat_activity`.
    func backEnds(named name: String, _ condition: String = "true") throws -> Int64 {
        try int(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(name)' AND \(condition)"
        )
    }
}

/// A name that no other test has, for tables and connections.
func uniqueName() -> String { "t\(UInt64.random(in: .min ... .max))" }

/// The error that `body` throws, for pattern matching.
func databaseError(_ body: () throws -> Void) -> DatabaseError? {
    do { try body() } catch { return error as? DatabaseError }
    return nil
}

/// The SQLSTATE with which PostgreSQL refused what `body` did.
func sqlState(_ body: () throws -> Void) -> String? {
    guard case .statement(let error)? = databaseError(body) else { return nil }
    return error.state
}

import Foundation
public import TestSupport

extension Stack {
    /// Puts a counter between the responders and PostgreSQL while `body` runs. Every connection is
    /// made anew, so statements have to be prepared before round trips are counted.
    public func countingTurns<Result>(_ body: (TurnCounter) throws -> Result) throws -> Result {
        let socket = try facts()["database_host"].text + "/.s.PGSQL.5432"
        let aside = socket + ".aside"
        try FileManager.default.moveItem(atPath: socket, toPath: aside)
        let counter = TurnCounter(before: aside, at: socket)
        defer {
            try? FileManager.default.removeItem(atPath: socket)
            try? FileManager.default.moveItem(atPath: aside, toPath: socket)
            try? reconnect()
        }
        try reconnect()
        return try body(counter)
    }

    private func reconnect() throws {
        try sql(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE usename = 'guildhall_interactive'
            """)
    }

    /// Statements of the interactive pool while `body` runs, as PostgreSQL counts them.
    public func statements(of body: () throws -> Void) throws -> Int {
        try sql("SELECT pg_stat_statements_reset()")
        try body()
        return try statements()
    }

    /// Statements of the interactive pool since the last reset.
    public func statements() throws -> Int {
        try Int(
            value(
                """
                SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
                 WHERE userid = 'guildhall_interactive'::regrole
                """)) ?? 0
    }
}

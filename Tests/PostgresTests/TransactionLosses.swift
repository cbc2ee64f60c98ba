import Postgres
import TestSupport
import Testing

@Suite("Transactions on lost connections and stale statements")
struct TransactionLosses {
    private let other = Connection.toCluster()
    private let table = uniqueName()
    private let read: Statement

    init() throws {
        _ = try other.run(Statement("CREATE TABLE \(table) AS SELECT 7::int4 AS n"))
        read = Statement("SELECT * FROM \(table)")
    }

    private var insertion: Command { Command(Statement("INSERT INTO \(table) VALUES (8)")) }
    private var rows: Int64 { get throws { try other.int("SELECT count(*) FROM \(table)") } }

    private func migrate() throws {
        _ = try other.run(Statement("ALTER TABLE \(table) ADD COLUMN m int8 DEFAULT 9"))
    }

    @Test(
        "A statement that a migration changed is prepared again when it comes first",
        arguments: [false, true])
    func staleAtFirst(commits: Bool) throws {
        let connection = Connection.toCluster()
        _ = try connection.run(read)
        try migrate()
        let found = try connection.transaction { transaction in
            guard commits else {
                let found = try transaction.run([insertion, Command(read)])[1]
                _ = try transaction.commit()
                return found
            }
            return try transaction.commit(with: [insertion, Command(read)])[1]
        }
        #expect(found.count == 2 && found[0].int(1) == 9)
        #expect(try rows == 2)
    }

    @Test("Coming later it fails the transaction, and the next attempt succeeds")
    func staleLater() throws {
        let connection = Connection.toCluster()
        _ = try connection.run(read)
        try migrate()
        func attempt() throws {
            try connection.transaction { transaction in
                _ = try transaction.run([insertion])
                _ = try transaction.commit(with: [Command(read)])
            }
        }
        #expect(sqlState { try attempt() } == "0A000")
        #expect(!connection.isOpen)
        #expect(try rows == 1)
        try attempt()
        #expect(try rows == 2)
    }

    @Test("A transaction whose back end ends half way has no effect and goes on on no other one")
    func endedHalfWay() throws {
        let connection = Connection.toCluster()
        let error = databaseError {
            try connection.transaction { transaction in
                let process = try transaction.run(
                    [insertion, Command(Statement("SELECT pg_backend_pid()::int8"))])[1][0].int(0)
                _ = try other.run(Statement("SELECT pg_terminate_backend(\(process), 20000)"))
                _ = try transaction.commit(with: [insertion])
            }
        }
        guard case .lost? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try rows == 1)
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A connection that was replaced within a transaction is not taken for the same")
    func replaced() throws {
        let connection = Connection.toCluster()
        let error = databaseError {
            try connection.transaction { transaction in
                _ = try transaction.run([insertion])
                connection.close()
                #expect(try connection.int("SELECT 1") == 1)
                _ = try transaction.commit(with: [insertion])
            }
        }
        #expect(error == .lost("the transaction's connection has been closed"))
        #expect(connection.isOpen)
        #expect(try rows == 1)
    }

    @Test("Many statements of one transaction stay on one connection")
    func manyStatements() throws {
        let connection = Connection.toCluster()
        try connection.transaction { transaction in
            for number in 0..<300 {
                let rows = try transaction.run([
                    insertion, Command(Statement("SELECT \(number)::int8")),
                ])
                #expect(rows[1][0].int(0) == Int64(number))
            }
            _ = try transaction.commit()
        }
        #expect(try rows == 301)
    }

    @Test("A transaction that is not over by the deadline leaves no back end behind")
    func deadline() throws {
        let name = uniqueName()
        let connection = Connection.toCluster(name: name)
        connection.deadline = Clock.now + 500_000_000
        let error = databaseError {
            try connection.transaction { transaction in
                _ = try transaction.run([insertion])
                _ = try transaction.run([Command(Statement("SELECT pg_sleep(60)"))])
            }
        }
        #expect(error == .deadlineExceeded)
        #expect(eventually { (try? other.backEnds(named: name)) == 0 })
        #expect(try rows == 1)
    }
}

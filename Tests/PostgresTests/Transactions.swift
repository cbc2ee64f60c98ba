import Postgres
import TestSupport
import Testing

@Suite("Transactions")
struct Transactions {
    private let connection = Connection.toCluster()
    private let other = Connection.toCluster()
    private let table = uniqueName()
    private let insert: Statement
    private let count: String

    private struct Refusal: Error {}

    init() throws {
        _ = try other.run(
            Statement("CREATE TABLE \(table) (n int8 UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
        insert = Statement("INSERT INTO \(table) VALUES ($1)", types: [.int8])
        count = "SELECT count(*) FROM \(table)"
    }

    private func insertion(of number: Int64) -> Command { Command(insert, [.int(number)]) }

    @Test("A transaction costs no round trip besides its commands', preparations included")
    func roundTrips() throws {
        let counter = TurnCounter(before: .shared)
        let connection = Connection(Cluster.settings(in: counter.path))
        _ = try connection.int("SELECT 1")
        let look = Statement(count)
        for round in 0..<2 as Range<Int64> {
            let trips = try counter.roundTrips {
                try connection.transaction { transaction in
                    let rows = try transaction.run([Command(look), insertion(of: round * 10)])
                    #expect(rows[0][0].int(0) == round * 3)
                    _ = try transaction.run([insertion(of: round * 10 + 1)])
                    let last = try transaction.commit(
                        with: [insertion(of: round * 10 + 2), Command(look)])
                    #expect(last[1][0].int(0) == round * 3 + 3)
                }
            }
            #expect(trips == 3)
        }
        #expect(try other.int(count) == 6)
    }

    @Test("A transaction that is committed at once takes one round trip, and an empty one none")
    func shortTransactions() throws {
        let counter = TurnCounter(before: .shared)
        let connection = Connection(Cluster.settings(in: counter.path))
        _ = try connection.int("SELECT 1")
        #expect(counter.roundTrips { connection.transaction { _ in } } == 0)
        let trips = try counter.roundTrips {
            _ = try connection.transaction { try $0.commit(with: [insertion(of: 1)]) }
        }
        #expect(trips == 1)
        #expect(try other.int(count) == 1)
    }

    @Test("Nobody else sees anything before the commit, and everybody all of it after")
    func visibility() throws {
        try connection.transaction { transaction in
            _ = try transaction.run([insertion(of: 1)])
            #expect(try other.int(count) == 0)
            _ = try transaction.run([insertion(of: 2)])
            #expect(try other.int(count) == 0)
            _ = try transaction.commit()
            #expect(try other.int(count) == 2)
        }
    }

    @Test("A body that returns without a commit has no effect, and gives its result")
    func noCommit() throws {
        let connection = Connection.toCluster(name: table)
        let result = try connection.transaction { transaction in
            try transaction.run([insertion(of: 1), Command(Statement(count))])[1][0].int(0)
        }
        #expect(result == 1)
        #expect(connection.isOpen)
        #expect(try connection.int(count) == 0)
        #expect(try other.backEnds(named: table, "state = 'idle'") == 1)
    }

    @Test("A body that throws has no effect, and its error comes out")
    func throwingBody() throws {
        #expect(throws: Refusal.self) {
            try connection.transaction { transaction in
                _ = try transaction.run([insertion(of: 1)])
                throw Refusal()
            }
        }
        #expect(throws: Refusal.self) { try connection.transaction { _ in throw Refusal() } }
        #expect(connection.isOpen)
        #expect(try connection.int(count) == 0)
    }

    @Test(
        "An error at any step undoes all steps, and the connection serves others",
        arguments: [0, 1, 2], [false, true])
    func failedStep(place: Int, isPrepared: Bool) throws {
        let divide = Statement("SELECT 1 / $1", types: [.int8])
        if isPrepared {
            for divisor in [1, 2] as [Int64] { _ = try connection.run(divide, [.int(divisor)]) }
            _ = try connection.run([insertion(of: 0), Command(Statement("DELETE FROM \(table)"))])
        }
        let state = sqlState {
            try connection.transaction { transaction in
                for step in 0..<3 {
                    let commands = [
                        insertion(of: Int64(step)),
                        Command(divide, [.int(step == place ? 0 : 1)]),
                    ]
                    if step < 2 { _ = try transaction.run(commands) }
                    if step == 2 { _ = try transaction.commit(with: commands) }
                }
            }
        }
        #expect(state == "22012")
        #expect(connection.isOpen == (isPrepared || place > 0))
        #expect(try connection.int(count) == 0)
        _ = try connection.transaction { try $0.commit(with: [insertion(of: 7)]) }
        #expect(try other.int(count) == 1)
    }

    @Test("A constraint that only the commit violates is reported by it, and nothing took effect")
    func deferredConstraint() throws {
        let state = sqlState {
            try connection.transaction { transaction in
                _ = try transaction.run([insertion(of: 1)])
                _ = try transaction.run([insertion(of: 1)])
                _ = try transaction.commit()
            }
        }
        #expect(state == "23505")
        #expect(try connection.int(count) == 0)
    }

    @Test("A body that overlooks an error cannot commit", arguments: [false, true])
    func overlookedError(isPrepared: Bool) throws {
        let divide = Statement("SELECT 1 / $1", types: [.int8])
        if isPrepared { _ = try connection.run(divide, [.int(1)]) }
        let error = databaseError {
            try connection.transaction { transaction in
                _ = try transaction.run([insertion(of: 1)])
                _ = try? transaction.run([Command(divide, [.int(0)])])
                _ = try transaction.commit()
            }
        }
        // Where the failed commands prepared something, the connection was closed.
        switch error {
        case .statement(let error)?: #expect(isPrepared && error.state == "25P02")
        case .lost?: #expect(!isPrepared)
        default: Issue.record("\(String(describing: error))")
        }
        #expect(try connection.int(count) == 0)
    }

    @Test("The lock that a transaction took is free when it has ended, in whatever way")
    func locks() throws {
        let lock = Statement("SELECT pg_try_advisory_xact_lock(hashtextextended('\(table)', 0))")
        for way in 0..<3 {
            try? connection.transaction { transaction in
                #expect(try transaction.run([Command(lock)])[0][0].bool(0))
                #expect(try !other.run(lock)[0].bool(0))
                if way == 1 { _ = try transaction.commit() }
                if way == 2 { throw Refusal() }
            }
            #expect(try other.run(lock)[0].bool(0))
        }
    }

    @Test("Transactions do not nest")
    func nested() async {
        await #expect(processExitsWith: .failure) {
            [settings = Cluster.shared.settings() as String] in
            let connection = Connection(settings)
            connection.transaction { _ in connection.transaction { _ in } }
        }
    }
}

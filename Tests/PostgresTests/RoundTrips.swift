import Postgres
import TestSupport
import Testing

@Suite("Round trips")
struct RoundTrips {
    private let connection = Connection.toCluster()

    @Test("All commands of a run take one round trip, preparations included")
    func oneRoundTrip() throws {
        let counter = TurnCounter(before: .shared)
        let connection = Connection(Cluster.settings(in: counter.path))
        _ = try connection.int("SELECT 1")
        let statements = (0..<10).map { Statement("SELECT \($0)::int8, $1::text") }
        for _ in 0..<2 {
            let trips = try counter.roundTrips {
                let results = try connection.run(statements.map { Command($0, [.text("x")]) })
                #expect(results.map { $0[0].int(0) } == Array(0..<10))
            }
            #expect(trips == 1)
        }
    }

    @Test(
        "A cursor with a count before it and its first rows takes one round trip, and its end another"
    )
    func cursorRoundTrip() throws {
        let counter = TurnCounter(before: .shared)
        let connection = Connection(Cluster.settings(in: counter.path))
        _ = try connection.int("SELECT 1")
        let count = Command(Statement("SELECT count(*) FROM generate_series(1, 10)"))
        let rows = Command(Statement("SELECT generate_series(1, 10)"))
        let trips = try counter.roundTrips {
            let (opened, before) = try Cursor.open(rows, before: [count], on: connection)
            #expect(before[0][0].int(0) == 10)
            #expect(try opened.next()?.count == 10)
            // The batch was not full, so there are no more rows.
            #expect(try opened.next() == nil)
        }
        // The second is the transaction's end.
        #expect(trips == 2)
    }

    @Test("A statement is prepared once on a connection, and its text may stand in another one too")
    func preparedOnce() throws {
        let first = Statement("SELECT 'prepared once'")
        let second = Statement("SELECT 'prepared once'")
        for _ in 0..<5 {
            _ = try connection.run([Command(first), Command(second), Command(first)])
        }
        let count =
            "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT ''prepared once'''"
        #expect(try connection.int(count) == 2)
    }

    @Test("The rows of each command come back in the order of the commands")
    func order() throws {
        let table = uniqueName()
        _ = try connection.run(Statement("CREATE TEMP TABLE \(table) (n int8)"))
        let commands = [
            Command(Statement("INSERT INTO \(table) SELECT generate_series(1, 7)")),
            Command(Statement("UPDATE \(table) SET n = n + 1 WHERE n > 2")),
            Command(Statement("SELECT n FROM \(table) ORDER BY n")),
            Command(Statement("DELETE FROM \(table) WHERE n = 1 RETURNING n")),
            Command(Statement("SELECT FROM \(table) WHERE false")),
        ]
        let rows = try connection.run(commands)
        #expect(rows.map(\.count) == [0, 0, 7, 1, 0])
        #expect(rows.map(\.affected) == [7, 5, 7, 1, 0])
    }

    @Test("An error in the middle undoes what came before it, and what comes after is not run")
    func errorInTheMiddle() throws {
        let table = uniqueName()
        _ = try connection.run(Statement("CREATE TABLE \(table) (n int8)"))
        let insert = Statement("INSERT INTO \(table) VALUES ($1)", types: [.int8])
        let divide = Statement("SELECT 1 / $1", types: [.int8])
        _ = try connection.run(insert, [.int(1)])
        _ = try connection.run(divide, [.int(1)])
        let state = sqlState {
            _ = try connection.run([
                Command(insert, [.int(2)]), Command(divide, [.int(0)]), Command(insert, [.int(3)]),
            ])
        }
        #expect(state == "22012")
        #expect(connection.isOpen)
        #expect(try connection.int("SELECT sum(n)::int8 FROM \(table)") == 1)
    }

    @Test("After an error in the middle of fresh statements the same statements still work")
    func errorAmongFreshStatements() throws {
        let divide = Statement("SELECT 1 / $1", types: [.int8])
        let later = Statement("SELECT 'later'")
        for divisor in [0, 1, 0, 1] as [Int64] {
            let commands = [Command(divide, [.int(divisor)]), Command(later)]
            if divisor == 0 {
                #expect(sqlState { _ = try connection.run(commands) } == "22012")
            } else {
                #expect(try connection.run(commands)[1][0].text(0) == "later")
            }
        }
    }

    @Test("A statement that PostgreSQL cannot parse is refused without harm to others")
    func syntaxError() throws {
        #expect(sqlState { _ = try connection.run(Statement("SELEC 1")) } == "42601")
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A run without commands gives nothing")
    func empty() throws { #expect(try connection.run([]).isEmpty) }

    @Test("A violated constraint is named, with its code and detail")
    func constraints() throws {
        let table = uniqueName()
        try connection.execute(
            script: """
                CREATE TABLE \(table) (
                    n int8 CONSTRAINT n_is_unique UNIQUE CONSTRAINT n_is_small CHECK (n < 10),
                    t text NOT NULL,
                    CONSTRAINT spans_are_apart EXCLUDE USING gist (int8range(n, n + 2) WITH &&));
                INSERT INTO \(table) VALUES (1, '');
                """)
        func violated(_ values: String) -> [String?] {
            guard
                case .statement(let error)? = databaseError({
                    _ = try connection.run(Statement("INSERT INTO \(table) VALUES (\(values))"))
                })
            else { return [] }
            return [error.state, error.constraint]
        }
        #expect(violated("1, ''") == ["23505", "n_is_unique"])
        #expect(violated("10, ''") == ["23514", "n_is_small"])
        #expect(violated("2, ''") == ["23P01", "spans_are_apart"])
        #expect(violated("5, NULL") == ["23502", nil])
        #expect(violated("5, ''") == [])
    }
}

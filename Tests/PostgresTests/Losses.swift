import Glibc
import Postgres
import TestSupport
import Testing

@testable import Postgres

@Suite("Lost connections and ended work")
struct Losses {
    @Test("A connection that the server ended between two statements is replaced unnoticed")
    func endedBetween() throws {
        let connection = Connection.toCluster()
        let other = Connection.toCluster()
        for _ in 0..<3 {
            let process = try connection.int("SELECT pg_backend_pid()::int8")
            _ = try other.run(
                Statement("SELECT pg_terminate_backend($1::int4)", types: [.text]),
                [.text("\(process)")])
            #expect(
                eventually {
                    (try? other.int("SELECT count(*) FROM pg_stat_activity WHERE pid = \(process)"))
                        == 0
                })
            #expect(try connection.int("SELECT pg_backend_pid()::int8") != process)
        }
    }

    @Test(
        "A connection that the server ends during a statement is lost, and the next statement gets a new one"
    )
    func endedDuring() throws {
        let name = uniqueName()
        let connection = Connection.toCluster(name: name)
        onThread {
            let other = Connection.toCluster()
            let end = Statement(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE application_name = '\(name)' AND wait_event = 'PgSleep'
                """)
            _ = eventually { (try? other.run(end).count) == 1 }
        }
        let error = databaseError { _ = try connection.run(Statement("SELECT pg_sleep(60)")) }
        guard case .lost(let message)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains("terminating connection"))
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A cursor whose connection the server ends is lost, and never looks like a whole one")
    func endedDuringACursor() throws {
        let connection = Connection.toCluster()
        let process = try connection.int("SELECT pg_backend_pid()::int8")
        var count = 0
        let error = databaseError {
            let query = Command(Statement("SELECT n FROM generate_series(1, 200000) n"))
            let (cursor, _) = try Cursor.open(query, on: connection)
            while let batch = try cursor.next() {
                if count == 0 {
                    _ = try Connection.toCluster().run(
                        Statement("SELECT pg_terminate_backend(\(process))"))
                }
                count += batch.count
            }
        }
        guard case .lost? = error else {
            Issue.record("\(String(describing: error)) after \(count) rows")
            return
        }
        #expect(count < 200_000)
    }

    @Test("Work that does not end by its deadline is cancelled in the server too")
    func deadline() throws {
        let name = uniqueName()
        let connection = Connection.toCluster(name: name)
        _ = try connection.int("SELECT 1")
        connection.deadline = Clock.now + 300_000_000
        let time = seconds {
            #expect(
                databaseError { _ = try connection.run(Statement("SELECT pg_sleep(60)")) }
                    == .deadlineExceeded)
        }
        #expect((0.2..<10).contains(time))
        let watcher = Connection.toCluster()
        #expect(eventually { (try? watcher.backEnds(named: name)) == 0 })
        connection.deadline = Clock.seconds(60)
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A deadline that has passed lets nothing begin to wait")
    func pastDeadline() throws {
        let connection = Connection.toCluster()
        connection.deadline = Clock.now - 1
        #expect(
            databaseError { _ = try connection.run(Statement("SELECT pg_sleep(60)")) }
                == .deadlineExceeded)
    }

    @Test("When the client hangs up its statement is cancelled within a second")
    func hangUp() throws {
        let name = uniqueName()
        let connection = Connection.toCluster(name: name)
        let (ours, theirs) = UnixSocket.pair()
        defer { close(ours) }
        connection.peer = ours
        onThread {
            let watcher = Connection.toCluster()
            _ = eventually { (try? watcher.backEnds(named: name, "wait_event = 'PgSleep'")) == 1 }
            close(theirs)
        }
        let time = seconds {
            #expect(
                databaseError { _ = try connection.run(Statement("SELECT pg_sleep(60)")) }
                    == .abandoned)
        }
        #expect(time < 15)
        let watcher = Connection.toCluster()
        let ended = seconds { #expect(eventually { (try? watcher.backEnds(named: name)) == 0 }) }
        #expect(ended < 5)
        connection.peer = -1
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A client that is there and silent disturbs nothing")
    func silentPeer() throws {
        let connection = Connection.toCluster()
        let (ours, theirs) = UnixSocket.pair()
        defer {
            close(ours)
            close(theirs)
        }
        connection.peer = ours
        UnixSocket.send(Array("the next request".utf8), on: theirs)
        #expect(try connection.run(Statement("SELECT pg_sleep(0.1)")).count == 1)
    }

    @Test(
        "A statement whose result changed its shape is prepared again and run",
        arguments: ["table", "type"])
    func stalePlan(change: String) throws {
        let table = uniqueName()
        let connection = Connection.toCluster()
        let other = Connection.toCluster()
        _ = try other.run(Statement("CREATE TABLE \(table) AS SELECT 7::int4 AS n"))
        let statement = Statement("SELECT * FROM \(table)")
        let second = Statement("SELECT 'second'")
        #expect(try connection.run(statement)[0].int(0) == 7)
        let alteration =
            change == "table" ? "ADD COLUMN m int8 DEFAULT 8" : "ALTER COLUMN n TYPE int8"
        _ = try other.run(Statement("ALTER TABLE \(table) \(alteration)"))
        let rows = try connection.run([Command(second), Command(statement)])
        #expect(rows[0][0].text(0) == "second" && rows[1][0].int(0) == 7)
        if change == "table" { #expect(rows[1][0].int(1) == 8) }
    }

    @Test("Statements that the server has forgotten are prepared again")
    func forgotten() throws {
        let connection = Connection.toCluster()
        let statement = Statement("SELECT 5::int8")
        #expect(try connection.run(statement)[0].int(0) == 5)
        try connection.execute(script: "DEALLOCATE ALL")
        #expect(try connection.run(statement)[0].int(0) == 5)
    }

    @Test("A statement whose table is gone is an error and not tried for ever")
    func goneTable() throws {
        let table = uniqueName()
        let connection = Connection.toCluster()
        _ = try connection.run(Statement("CREATE TABLE \(table) (n int)"))
        let statement = Statement("SELECT * FROM \(table)")
        _ = try connection.run(statement)
        _ = try connection.run(Statement("DROP TABLE \(table)"))
        #expect(sqlState { _ = try connection.run(statement) } == "42P01")
    }
}

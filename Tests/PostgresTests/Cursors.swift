import Postgres
import TestSupport
import Testing

@testable import Postgres

@Suite("Cursors")
struct Cursors {
    private static func query(rows: Int, width: Int = 10) -> Command {

        Command(
            Statement(
                "SELECT n::int8, repeat('x', \(width)) FROM generate_series(1, $1) n",
                types: [.int8]),
            [.int(Int64(rows))])
    }

    @Test(
        "Every row comes once and in order, however the batches end",
        arguments: [0, 1, 63, 64, 65, 127, 128, 129, 1_128, 1_129, 5_128, 100_000])
    func everyRow(rows: Int) throws {
        let connection = Connection.toCluster()
        let (cursor, _) = try Cursor.open(
            Self.query(rows: rows), limits: BatchLimits(), on: connection)
        var next: Int64 = 1
        var largest = 0
        while let batch = try cursor.next() {
            #expect(batch.count > 0)
            largest = max(largest, batch.count)
            for index in 0..<batch.count {
                if batch[index].int(0) != next {
                    Issue.record("\(batch[index].int(0)) instead of \(next)")
                }
                next += 1
            }
        }
        #expect(next == Int64(rows) + 1)
        #expect(largest <= 1_000)
        #expect(try cursor.next() == nil)
        // The transaction has ended: the connection is in none, and serves others.
        #expect(
            try connection.text("SELECT current_setting('transaction_isolation')")
                == "read committed")
    }

    @Test(
        "Batches are bounded in bytes, for wide rows as for narrow ones",
        arguments: [10, 1_000, 20_000])
    func boundedBytes(width: Int) throws {
        let connection = Connection.toCluster()
        let limits = BatchLimits(first: 8, most: 1_000, bytes: 100_000)
        let (cursor, _) = try Cursor.open(
            Self.query(rows: 3_000, width: width), limits: limits, on: connection)
        var sizes: [(rows: Int, bytes: Int)] = []
        while let batch = try cursor.next() { sizes.append((batch.count, batch.memorySize)) }
        #expect(sizes.reduce(0) { $0 + $1.rows } == 3_000)
        #expect(sizes[0].rows == 8)
        // The size is learnt from the first two batches, which were asked for unseen.
        #expect(sizes.dropFirst(2).allSatisfy { $0.rows <= 1_000 && $0.bytes < 200_000 })
        if width == 10 { #expect(sizes.contains { $0.rows > 500 }) }
    }

    @Test("A row larger than the bound comes alone")
    func hugeRows() throws {
        let connection = Connection.toCluster()
        let limits = BatchLimits(first: 2, most: 1_000, bytes: 10_000)
        let (cursor, _) = try Cursor.open(
            Self.query(rows: 9, width: 50_000), limits: limits, on: connection)
        var counts: [Int] = []
        while let batch = try cursor.next() { counts.append(batch.count) }
        #expect(counts == [2, 2, 1, 1, 1, 1, 1])
    }

    @Test("All rows and what was asked before them are of one snapshot")
    func snapshot() throws {
        let table = uniqueName()
        let other = Connection.toCluster()
        _ = try other.run(
            Statement("CREATE TABLE \(table) AS SELECT generate_series(1, 5000) AS n"))
        let connection = Connection.toCluster(name: table)
        onThread {
            let watcher = Connection.toCluster()
            _ = eventually { (try? watcher.backEnds(named: table, "wait_event = 'PgSleep'")) == 1 }
            _ = try? watcher.run(Statement("INSERT INTO \(table) VALUES (0)"))
        }
        // The row is added between the count and the cursor.
        let before = ["SELECT count(*) FROM \(table)", "SELECT pg_sleep(1)"].map {
            Command(Statement($0))
        }
        let query = Command(Statement("SELECT n FROM \(table)"))
        let (cursor, counts) = try Cursor.open(query, before: before, on: connection)
        #expect(eventually { (try? other.int("SELECT count(*) FROM \(table)")) == 5_001 })
        _ = try other.run(Statement("DELETE FROM \(table)"))
        var count: Int64 = 0
        while let batch = try cursor.next() { count += Int64(batch.count) }
        #expect(count == 5_000 && counts[0][0].int(0) == 5_000)
        #expect(try connection.int("SELECT count(*) FROM \(table)") == 0)
    }

    @Test("A cursor's transaction cannot write")
    func readOnly() throws {
        let table = uniqueName()
        _ = try Connection.toCluster().run(Statement("CREATE SEQUENCE \(table)"))
        let connection = Connection.toCluster()
        let state = sqlState {
            let (cursor, _) = try Cursor.open(
                Command(Statement("SELECT nextval('\(table)')")), on: connection)
            _ = try cursor.next()
        }
        #expect(state == "25006")
    }

    @Test("A cursor abandoned half way leaves no back end and no snapshot behind")
    func abandoned() throws {
        let name = uniqueName()
        let connection = Connection.toCluster(name: name)
        let watcher = Connection.toCluster()
        do {
            let (cursor, _) = try Cursor.open(Self.query(rows: 1_000_000), on: connection)
            #expect(try cursor.next()?.count == 64)
            #expect(try watcher.backEnds(named: name, "xact_start IS NOT NULL") == 1)
        }
        #expect(!connection.isOpen)
        #expect(eventually { (try? watcher.backEnds(named: name)) == 0 })
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A cursor abandoned during a long sort cancels it")
    func abandonedWhileBusy() throws {
        let name = uniqueName()
        let connection = Connection.toCluster(name: name)
        let watcher = Connection.toCluster()
        do {
            // The first two batches come at once, the next row takes a minute.
            let slow = Statement(
                "SELECT n, CASE WHEN n > 150 THEN pg_sleep(60) END FROM generate_series(1, 200) n")
            let (cursor, _) = try Cursor.open(Command(slow), on: connection)
            #expect(try cursor.next()?.count == 64)
            #expect(
                eventually { (try? watcher.backEnds(named: name, "wait_event = 'PgSleep'")) == 1 })
        }
        #expect(eventually { (try? watcher.backEnds(named: name)) == 0 })
    }

    @Test("An error in a later row is reported and leaves the connection usable")
    func lateError() throws {
        let connection = Connection.toCluster()
        var count = 0
        let state = sqlState {
            let query = Command(Statement("SELECT 1 / (5000 - n) FROM generate_series(1, 9000) n"))
            let (cursor, _) = try Cursor.open(query, on: connection)
            while let batch = try cursor.next() { count += batch.count }
        }
        #expect(state == "22012")
        #expect(count < 5_000)
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A cursor on a statement that PostgreSQL refuses is not opened")
    func refused() throws {
        let connection = Connection.toCluster()
        #expect(
            sqlState { _ = try Cursor.open(Command(Statement("SELECT nothing")), on: connection) }
                == "42703")
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A statement that was not prepared because one before it failed is prepared for a cursor")
    func afterAFailedRun() throws {
        let connection = Connection.toCluster()
        let count = Statement("SELECT count(*) FROM generate_series(1, 5)")
        let failing = Command(Statement("SELECT 1 / $1", types: [.int8]), [.int(0)])
        #expect(sqlState { _ = try connection.run([failing, Command(count)]) } == "22012")
        let (cursor, before) = try Cursor.open(
            Self.query(rows: 5), before: [Command(count)], on: connection)
        #expect(before[0][0].int(0) == 5)
        #expect(try cursor.next()?.count == 5)
    }

    @Test("The deadline ends a stream whose reader is slow, though its rows are there already")
    func deadlineOfASlowReader() throws {
        let connection = Connection.toCluster()
        connection.deadline = Clock.now + 500_000_000
        let error = databaseError {
            let (cursor, _) = try Cursor.open(Self.query(rows: 100_000), on: connection)
            let end = Clock.seconds(3)
            while try cursor.next() != nil, Clock.now < end {
                _ = eventually(within: 0.05) { false }
            }
        }
        #expect(error == .deadlineExceeded)
        connection.deadline = nil
        #expect(try connection.int("SELECT 1") == 1)
    }
}

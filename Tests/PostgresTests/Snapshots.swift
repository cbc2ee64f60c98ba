import Postgres
import TestSupport
import Testing

@Suite("Snapshots")
struct Snapshots {
    private let connection = Connection.toCluster()
    private let other = Connection.toCluster()

    private static func numbers(to end: Int) -> Command {
        Command(
            Statement("SELECT n::int8 FROM generate_series(1, $1) n", types: [.int8]),
            [.int(Int64(end))])
    }

    private func sum(_ cursor: Cursor) throws -> Int64 {
        var sum: Int64 = 0
        while let batch = try cursor.next() {
            for index in 0..<batch.count { sum += batch[index].int(0) }
        }
        return sum
    }

    @Test("Cursors of any lengths are read one after another, each with parameters of its own")
    func several() throws {
        let (snapshot, before) = try Snapshot.begin(
            on: connection, before: [Self.numbers(to: 3), Self.numbers(to: 0)])
        #expect(before.map(\.count) == [3, 0])
        for end in [0, 1, 63, 64, 65, 128, 5_000, 0, 0, 7] {
            let cursor = try snapshot.cursor(Self.numbers(to: end))
            #expect(try sum(cursor) == Int64(end * (end + 1) / 2))
            #expect(try cursor.next() == nil)
        }
        try snapshot.end()
        try snapshot.end()
        #expect(connection.isOpen)
        #expect(
            try connection.text("SELECT current_setting('transaction_isolation')")
                == "read committed")
    }

    @Test("All cursors and what was asked before them see the database as it was at one moment")
    func consistency() throws {
        let table = uniqueName()
        _ = try other.run(
            Statement("CREATE TABLE \(table) AS SELECT generate_series(1, 9)::int8 n"))
        let rows = Command(Statement("SELECT n FROM \(table)"))
        let count = Command(Statement("SELECT count(*) FROM \(table)"))
        let (snapshot, before) = try Snapshot.begin(on: connection, before: [count])
        #expect(before[0][0].int(0) == 9)
        for number in 10..<13 {
            _ = try other.run(Statement("INSERT INTO \(table) VALUES (\(number))"))
            #expect(try sum(try snapshot.cursor(rows)) == 45)
        }
        try snapshot.end()
        #expect(try connection.int("SELECT count(*) FROM \(table)") == 12)
    }

    @Test("A snapshot's beginning, each short cursor and its end take one round trip each")
    func roundTrips() throws {
        let counter = TurnCounter(before: .shared)
        let connection = Connection(Cluster.settings(in: counter.path))
        _ = try connection.int("SELECT 1")
        var snapshot: Snapshot?
        #expect(
            try counter.roundTrips {
                snapshot = try Snapshot.begin(on: connection, before: [Self.numbers(to: 1)]).0
            } == 1)
        for _ in 0..<3 {
            let trips = try counter.roundTrips {
                let cursor = try snapshot!.cursor(Self.numbers(to: 10))
                #expect(try sum(cursor) == 55)
            }
            #expect(trips == 1)
        }
        #expect(try counter.roundTrips { try snapshot!.end() } == 1)
    }

    @Test("A finished cursor is closed before the next one is opened")
    func closed() throws {
        let (snapshot, _) = try Snapshot.begin(on: connection)
        let open = Command(Statement("SELECT count(*) FROM pg_cursors WHERE name = 'rows'"))
        for _ in 0..<3 {
            // The cursor sees itself and none that was there before.
            #expect(try sum(try snapshot.cursor(open)) == 1)
        }
        try snapshot.end()
        #expect(try connection.int("SELECT count(*) FROM pg_cursors WHERE name = 'rows'") == 0)
    }

    @Test("Each cursor has batches of its own limits")
    func limits() throws {
        let (snapshot, _) = try Snapshot.begin(on: connection)
        for first in [1, 5, 50] {
            let cursor = try snapshot.cursor(
                Self.numbers(to: 200), limits: BatchLimits(first: first, most: 60))
            var counts: [Int] = []
            while let batch = try cursor.next() { counts.append(batch.count) }
            #expect(counts[0] == first && counts.max()! <= 60)
            #expect(counts.reduce(0, +) == 200)
        }
        try snapshot.end()
    }

    @Test("A snapshot that is dropped before its end leaves no back end behind", arguments: 0..<4)
    func dropped(stage: Int) throws {
        let name = uniqueName()
        let connection = Connection.toCluster(name: name)
        do {
            let (snapshot, _) = try Snapshot.begin(on: connection)
            if stage > 0 {
                let cursor = try snapshot.cursor(Self.numbers(to: stage == 1 ? 10 : 100_000))
                if stage == 1 { #expect(try sum(cursor) == 55) }
                if stage == 3 { #expect(try cursor.next()?.count == 64) }
            }
            let transaction = "xact_start IS NOT NULL"
            if stage < 2 { #expect(try other.backEnds(named: name, transaction) == 1) }
        }
        #expect(!connection.isOpen)
        #expect(eventually { (try? other.backEnds(named: name)) == 0 })
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A cursor that is dropped half way ends its snapshot, which then says so")
    func droppedCursor() throws {
        let (snapshot, _) = try Snapshot.begin(on: connection)
        do {
            let cursor = try snapshot.cursor(Self.numbers(to: 100_000))
            #expect(try cursor.next()?.count == 64)
        }
        #expect(!connection.isOpen)
        let lost = DatabaseError.lost("the snapshot's connection has been closed")
        #expect(databaseError { _ = try snapshot.cursor(Self.numbers(to: 1)) } == lost)
        #expect(databaseError { try snapshot.end() } == lost)
        #expect(try connection.int("SELECT 1") == 1)
        #expect(databaseError { try snapshot.end() } == lost)
    }

    @Test("An error in a cursor ends the snapshot and leaves the connection usable")
    func failedCursor() throws {
        let failing = Statement("SELECT 1 / (5000 - n) FROM generate_series(1, 9000) n")
        for statement in [failing, Statement("SELECT nothing")] {
            let (snapshot, _) = try Snapshot.begin(on: connection)
            #expect(try sum(try snapshot.cursor(Self.numbers(to: 10))) == 55)
            let state = sqlState { _ = try sum(try snapshot.cursor(Command(statement))) }
            #expect(state == (statement === failing ? "22012" : "42703"))
            guard case .lost? = databaseError({ try snapshot.end() }) else {
                Issue.record("the snapshot ended well")
                return
            }
            #expect(try connection.int("SELECT 1") == 1)
        }
    }

    @Test("A cursor that failed fails each time it is asked again")
    func failedAgain() throws {
        let failing = Command(Statement("SELECT 1 / (100 - n) FROM generate_series(1, 900) n"))
        let (cursor, _) = try Cursor.open(failing, on: connection)
        #expect(sqlState { while try cursor.next() != nil {} } == "22012")
        #expect(try connection.int("SELECT 1") == 1)
        for _ in 0..<4 {
            guard case .lost? = databaseError({ _ = try cursor.next() }) else {
                Issue.record("it went on")
                return
            }
        }
        #expect(connection.isOpen)
    }

    @Test("A statement that a migration changed is prepared again for a snapshot")
    func stale() throws {
        let table = uniqueName()
        _ = try other.run(Statement("CREATE TABLE \(table) AS SELECT 7::int4 AS n"))
        let statement = Statement("SELECT * FROM \(table)")
        _ = try connection.run(statement)
        _ = try other.run(Statement("ALTER TABLE \(table) ADD COLUMN m int8 DEFAULT 9"))
        let (snapshot, before) = try Snapshot.begin(on: connection, before: [Command(statement)])
        #expect(before[0][0].int(1) == 9)
        try snapshot.end()
    }

    @Test("A snapshot that begins when the last one has just been dropped is not confused with it")
    func oneAfterAnother() throws {
        for _ in 0..<20 {
            var dropped: Snapshot? = try Snapshot.begin(on: connection).0
            connection.close()
            let (snapshot, _) = try Snapshot.begin(on: connection)
            withExtendedLifetime(dropped) {}
            dropped = nil
            #expect(try sum(try snapshot.cursor(Self.numbers(to: 10))) == 55)
            try snapshot.end()
        }
    }
}

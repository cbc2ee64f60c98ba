internal import CPostgres

/// How many rows a cursor fetches at a time.
public struct BatchLimits: Sendable {
    /// Rows in the first batch: few, so that the first row comes at once and the rows' size is
    /// learnt.
    public var first: Int
    /// Rows in any batch at the most.
    public var most: Int
    /// Bytes of memory that a batch aims at. libpq's buffers never shrink, so it is the bytes that
    /// are bounded.
    public var bytes: Int

    /// Creates limits; 200 KiB batches were within 2 % of the fastest size measured.
    public init(first: Int = 64, most: Int = 1_000, bytes: Int = 200 * 1024) {
        self.first = first
        self.most = most
        self.bytes = bytes
    }
}

/// The rows of one query, of any number, in one `REPEATABLE READ, READ ONLY` snapshot and constant
/// memory.
///
/// Two batches are always asked for ahead: while one is turned into JSON the server works on the
/// next. A cursor that is not read to its end takes the connection with it, which is the surest way
/// to leave no snapshot behind.
public final class Cursor {
    private static let ahead = 2

    private let connection: Connection
    private let handle: OpaquePointer
    private let limits: BatchLimits
    private var size: Int
    private var asked: [Int] = []
    private var isAtEnd = false
    private var isFinished = false

    /// Begins a snapshot, runs `before` in it and opens a cursor on `query`, all in one round trip.
    /// - Parameters:
    ///   - before: commands whose rows are wanted first, such as a count, from the same snapshot.
    ///   - query: the statement whose rows are streamed.
    /// - Returns: the cursor, and the rows of each command of `before`.
    public static func open(
        _ query: Command, before: [Command] = [], limits: BatchLimits = BatchLimits(),
        on connection: Connection
    ) throws(DatabaseError) -> (Cursor, [Rows]) {
        do {
            return try attempt(query, before, limits, connection)
        } catch .statement(let error) where error.isStalePreparation {
            // A migration changed the tables under a prepared statement. No row was handed out.
            return try attempt(query, before, limits, connection)
        }
    }

    private static func attempt(
        _ query: Command, _ before: [Command], _ limits: BatchLimits, _ connection: Connection
    ) throws(DatabaseError) -> (Cursor, [Rows]) {
        let handle = try connection.open()
        var preparations: [Bool] = []
        try connection.sendUnprepared(
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", on: handle)
        for command in before { preparations.append(try connection.send(command, on: handle)) }
        try connection.sendUnprepared(
            "DECLARE rows NO SCROLL CURSOR FOR \(query.statement.text)",
            types: query.statement.types, values: query.values, on: handle)
        let cursor = Cursor(connection, handle, limits)
        for _ in 0..<ahead { try cursor.ask() }
        try connection.requestResults(handle)

        _ = try cursor.receive()
        var rows: [Rows] = []
        for isPrepared in preparations {
            if isPrepared { _ = try cursor.receive() }
            rows.append(try cursor.receive())
        }
        _ = try cursor.receive()
        return (cursor, rows)
    }

    private init(_ connection: Connection, _ handle: OpaquePointer, _ limits: BatchLimits) {
        self.connection = connection
        self.handle = handle
        self.limits = limits
        size = limits.first
    }

    deinit { if !isFinished { connection.abort(ifStill: handle) } }

    /// The next batch, or nil when there are no more rows; the transaction has ended then.
    public func next() throws(DatabaseError) -> Rows? {
        guard !isAtEnd else { return nil }
        // Waiting for rows checks the time too, but a slow reader finds them there each time.
        if let deadline = connection.deadline, Clock.now > deadline {
            connection.abort(ifStill: handle)
            throw .deadlineExceeded
        }
        let wanted = asked.removeFirst()
        let rows = try receive()
        if rows.count < wanted {
            isAtEnd = true
            try finish()
            return rows.count == 0 ? nil : rows
        }
        adapt(to: rows)
        try ask()
        try connection.requestResults(handle)
        return rows
    }

    private func ask() throws(DatabaseError) {
        asked.append(size)
        try connection.sendUnprepared("FETCH \(size) FROM rows", on: handle)
    }

    /// Sets the size of the next batch from the bytes that a row of this one took.
    private func adapt(to rows: Rows) {
        let bytesPerRow = max(1, rows.memorySize / max(1, rows.count))
        size = min(max(limits.bytes / bytesPerRow, 1), limits.most)
    }

    private func receive() throws(DatabaseError) -> Rows {
        switch try connection.receiveOne(handle).outcome {
        case .success(let rows): return rows
        case .failure(let error):
            abandon()
            throw .statement(error)
        case .skipped:
            abandon()
            throw .lost("the pipeline was aborted")
        }
    }

    private func abandon() {
        isFinished = true
        connection.close()
    }

    /// Takes in the empty batches that were asked for ahead, and ends the transaction.
    private func finish() throws(DatabaseError) {
        for _ in asked { _ = try receive() }
        asked = []
        try connection.sendUnprepared("COMMIT", on: handle)
        try connection.synchronise(handle)
        _ = try receive()
        try connection.receiveSynchronisation(handle)
        isFinished = true
    }
}

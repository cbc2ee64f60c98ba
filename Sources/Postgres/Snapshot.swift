/// One `REPEATABLE READ, READ ONLY` transaction in which cursors are read one after another, for a
/// document with several parts that must agree.
///
/// A snapshot that is not ended takes the connection with it, which is the surest way to leave
/// none behind.
public final class Snapshot {
    private let connection: Connection
    private let handle: OpaquePointer
    private let session: Int
    private var isOver = false
    /// Whether a cursor is not at its end yet.
    private var isBeingRead = false
    /// Whether a cursor came to its end and still exists in the server.
    private var hasFinishedCursor = false

    /// Begins a snapshot and runs `before` in it, in one round trip.
    /// - Returns: the snapshot, and the rows of each command of `before`.
    public static func begin(
        on connection: Connection, before: [Command] = []
    ) throws(DatabaseError) -> (Snapshot, [Rows]) {
        try begin(on: connection, before: before) { $0 }
    }

    /// Begins a snapshot, runs `before` and what `more` queues, in one round trip.
    /// - Returns: the result of `more`, the results of whose commands come next.
    static func begin<Result>(
        on connection: Connection, before: [Command],
        _ more: (Snapshot) throws(DatabaseError) -> Result
    ) throws(DatabaseError) -> (Result, [Rows]) {
        // No row has been handed out when a preparation turns out to be stale.
        try connection.unlessStale { () throws(DatabaseError) in
            let snapshot = try Snapshot(connection)
            var preparations: [Bool] = []
            for command in before {
                preparations.append(try connection.send(command, on: snapshot.handle))
            }
            let result = try more(snapshot)
            try snapshot.flush()
            _ = try snapshot.receive()
            var rows: [Rows] = []
            for isPrepared in preparations {
                if isPrepared { _ = try snapshot.receive() }
                rows.append(try snapshot.receive())
            }
            return (result, rows)
        }
    }

    private init(_ connection: Connection) throws(DatabaseError) {
        self.connection = connection
        handle = try connection.open()
        session = connection.session
        try send("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    }

    deinit { abandon() }

    /// Opens a cursor and asks for its first rows, in one round trip.
    ///
    /// The cursor before it must be at its end.
    public func cursor(
        _ query: Command, limits: BatchLimits = BatchLimits()
    ) throws(DatabaseError) -> Cursor {
        try requireConnection()
        let mustClose = hasFinishedCursor
        hasFinishedCursor = false
        // What a finished cursor sorted is kept until it is closed.
        if mustClose { try send("CLOSE \(Cursor.name)") }
        let cursor = try Cursor(query, limits, in: self, endsSnapshot: false)
        try flush()
        if mustClose { _ = try receive() }
        try cursor.receiveDeclaration()
        return cursor
    }

    /// Ends the transaction. All cursors must be at their end.
    public func end() throws(DatabaseError) {
        guard !isOver else { return }
        try requireConnection()
        precondition(!isBeingRead, "a cursor is not at its end")
        try send("COMMIT")
        try connection.synchronise(handle)
        _ = try receive()
        try connection.receiveSynchronisation(handle)
        isOver = true
    }

    // MARK: For its cursor

    func willRead() {
        connection.statistics.statements += 1
        precondition(!isOver && !isBeingRead, "the cursor before is not at its end")
        isBeingRead = true
    }

    func didRead() {
        isBeingRead = false
        hasFinishedCursor = true
    }

    /// Queues a text.
    func send(
        _ text: String, types: [PostgresType] = [], values: [Value] = []
    ) throws(DatabaseError) {
        try connection.sendUnprepared(text, types: types, values: values, on: handle)
    }

    /// Sends what is queued.
    func flush() throws(DatabaseError) { try connection.requestResults(handle) }

    /// The result of one queued command.
    func receive() throws(DatabaseError) -> Rows {
        switch try connection.receiveOne(handle).outcome {
        case .success(let rows): return rows
        case .failure(let error):
            // There is nothing under way that would need a cancel request.
            connection.close()
            throw .statement(error)
        case .skipped:
            connection.close()
            throw .lost("the pipeline was aborted")
        }
    }

    /// Waiting for rows checks the time too, but a slow reader finds them there each time.
    func requireTime() throws(DatabaseError) {
        try requireConnection()
        if let deadline = connection.deadline, Clock.now > deadline {
            connection.abort()
            throw .deadlineExceeded
        }
    }

    private func requireConnection() throws(DatabaseError) {
        guard connection.isOpen(in: session) else {
            throw .lost("the snapshot's connection has been closed")
        }
    }

    /// Leaves nothing behind, if it has not ended.
    func abandon() {
        if !isOver, connection.isOpen(in: session) { connection.abort() }
    }
}

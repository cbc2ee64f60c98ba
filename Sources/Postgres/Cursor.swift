/// The rows of one query, of any number, in one `REPEATABLE READ, READ ONLY` snapshot and constant
/// memory.
///
/// Two batches are always asked for ahead: while one is turned into JSON the server works on the
/// next. A cursor that is not read to its end takes the connection with it.
public final class Cursor {
    /// What the server knows it by.
    static let name = "rows"
    private static let ahead = 2

    private let snapshot: Snapshot
    private let endsSnapshot: Bool
    private let limits: BatchLimits
    private var size: Int
    private var asked: [Int] = []
    private var isAtEnd = false

    /// Begins a snapshot, runs `before` in it and opens a cursor on `query`, all in one round trip.
    /// The snapshot ends when the cursor does.
    /// - Parameters:
    ///   - before: commands whose rows are wanted first, such as a count, from the same snapshot.
    ///   - query: the statement whose rows are streamed.
    /// - Returns: the cursor, and the rows of each command of `before`.
    public static func open(
        _ query: Command, before: [Command] = [], limits: BatchLimits = BatchLimits(),
        on connection: Connection
    ) throws(DatabaseError) -> (Cursor, [Rows]) {
        let (cursor, rows) = try Snapshot.begin(on: connection, before: before) {
            (snapshot) throws(DatabaseError) in
            try Cursor(query, limits, in: snapshot, endsSnapshot: true)
        }
        try cursor.receiveDeclaration()
        return (cursor, rows)
    }

    /// Queues the cursor and its first batches.
    init(
        _ query: Command, _ limits: BatchLimits, in snapshot: Snapshot, endsSnapshot: Bool
    ) throws(DatabaseError) {
        snapshot.willRead()
        self.snapshot = snapshot
        self.endsSnapshot = endsSnapshot
        self.limits = limits
        size = limits.first
        try snapshot.send(
            "DECLARE \(Self.name) NO SCROLL CURSOR FOR \(query.statement.text)",
            types: query.statement.types, values: query.values)
        for _ in 0..<Self.ahead { try ask() }
    }

    deinit { if !isAtEnd { snapshot.abandon() } }

    /// Takes in what the server says to the query, before any row.
    func receiveDeclaration() throws(DatabaseError) { _ = try snapshot.receive() }

    /// The next batch, or nil when there are no more rows; a transaction of the cursor's own has
    /// ended then.
    public func next() throws(DatabaseError) -> Rows? {
        guard !isAtEnd else { return nil }
        try snapshot.requireTime()
        let wanted = asked.removeFirst()
        let rows = try snapshot.receive()
        if rows.count < wanted {
            try finish()
            return rows.count == 0 ? nil : rows
        }
        adapt(to: rows)
        try ask()
        try snapshot.flush()
        return rows
    }

    private func ask() throws(DatabaseError) {
        asked.append(size)
        try snapshot.send("FETCH \(size) FROM \(Self.name)")
    }

    /// Sets the size of the next batch from the bytes that a row of this one took.
    private func adapt(to rows: Rows) {
        let bytesPerRow = max(1, rows.memorySize / max(1, rows.count))
        size = min(max(limits.bytes / bytesPerRow, 1), limits.most)
    }

    /// Takes in the empty batches that were asked for ahead.
    private func finish() throws(DatabaseError) {
        for _ in asked { _ = try snapshot.receive() }
        asked = []
        snapshot.didRead()
        if endsSnapshot { try snapshot.end() }
        isAtEnd = true
    }
}

internal import CPostgres
internal import Glibc

/// One connection to PostgreSQL, made on first use and made again after it broke.
///
/// It is used by one thread at a time. It stays in libpq's pipeline mode (PostgreSQL manual,
/// section 34.5), so that everything a request needs goes out in one flush and comes back in one
/// round trip.
public final class Connection {
    /// Seconds that a server may take to let us in.
    private static let connectSeconds = "2"
    /// Statements prepared on one connection at the most.
    private static let mostPrepared = 200

    private let settings: String
    private let niceness: Int
    private var handle: OpaquePointer?
    /// Counts connections: libpq may give the next one the address of the last.
    private(set) var session = 0
    /// Whether a `Transaction` is under way.
    var isInTransaction = false
    private var prepared: [ObjectIdentifier: String] = [:]
    private var retained: [Statement] = []
    private var reconnection = Backoff()

    /// A descriptor whose hang-up ends the work under way (the connection to the web server), or
    /// -1.
    public var peer: Int32 = -1

    /// When work under way is cancelled, in monotonic nanoseconds (`Clock`), or nil for never.
    public var deadline: UInt64?

    /// What was done on this connection and those before it.
    public internal(set) var statistics = Statistics()

    /// How much a connection was used.
    public struct Statistics: Sendable {
        /// Statements that were sent: each command and each cursor, but not what fetches a cursor's
        /// rows or begins and ends a transaction.
        public internal(set) var statements = 0
        /// Times that something was sent and its results were asked for.
        public internal(set) var roundTrips = 0
        /// Rows that came back.
        public internal(set) var rows = 0
    }

    /// Creates a connection that is not open yet.
    /// - Parameters:
    ///   - settings: a libpq connection string or URI (manual, section 34.1.1).
    ///   - niceness: how far the server's process stands behind others when cores are short, 0 to
    ///     19; as far as this process may say so (`BackendPriority`).
    public init(_ settings: String, niceness: Int = 0) {
        self.settings = settings
        self.niceness = niceness
    }

    deinit { close() }

    /// Whether there is an open connection, as far as is known without asking.
    public var isOpen: Bool { handle != nil }

    /// Closes the connection; a transaction under way is rolled back by the server.
    public func close() {
        if let handle { PQfinish(handle) }
        handle = nil
        prepared.removeAll()
        retained.removeAll()
    }

    /// Cancels the statement under way, if there is one, and closes.
    ///
    /// A server that is busy sorting does not notice a closed socket; a cancel request reaches it. It
    /// is sent by a thread of its own, since libpq waits without end for a server that hangs.
    func abort() {
        if let handle, let cancel = PQgetCancel(handle) {
            var thread = pthread_t()
            let status = pthread_create(
                &thread, nil,
                { cancel in
                    var message = [CChar](repeating: 0, count: 256)
                    _ = PQcancel(OpaquePointer(cancel), &message, Int32(message.count))
                    PQfreeCancel(OpaquePointer(cancel))
                    return nil
                }, UnsafeMutableRawPointer(cancel))
            if status == 0 { pthread_detach(thread) } else { PQfreeCancel(cancel) }
        }
        close()
    }

    /// Whether the connection has been neither closed nor replaced since it had this `session`.
    func isOpen(in session: Int) -> Bool { handle != nil && self.session == session }

    /// The open connection, made now if need be.
    func open() throws(DatabaseError) -> OpaquePointer {
        // The server keeps what is prepared for as long as the connection lives.
        if prepared.count > Self.mostPrepared { close() }
        if let handle, isAlive(handle) { return handle }
        close()
        guard reconnection.isDue else { throw .unavailable("waiting before the next attempt") }
        guard let fresh = connect() else { throw .unavailable("out of memory") }
        guard PQstatus(fresh) == CONNECTION_OK else {
            let message = String(cString: PQerrorMessage(fresh))
            PQfinish(fresh)
            reconnection.failed()
            throw .unavailable(message)
        }
        // Notices are for people at a terminal.
        PQsetNoticeReceiver(fresh, { _, _ in }, nil)
        guard PQenterPipelineMode(fresh) == 1 else {
            PQfinish(fresh)
            throw .unavailable("pipeline mode was refused")
        }
        reconnection.succeeded()
        if niceness > 0 { BackendPriority(fresh)?.lower(by: niceness) }
        handle = fresh
        session += 1
        return fresh
    }

    /// Connects with a time-out, unless the settings name another.
    private func connect() -> OpaquePointer? {
        settings.withCString { settings in
            "connect_timeout".withCString { name in
                Self.connectSeconds.withCString { seconds in
                    "dbname".withCString { database in
                        PQconnectdbParams([name, database, nil], [seconds, settings, nil], 1)
                    }
                }
            }
        }
    }

    /// An idle connection has nothing to read unless the server ended it (restart, administrator).
    private func isAlive(_ handle: OpaquePointer) -> Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 0 && PQstatus(handle) == CONNECTION_OK
    }

    // MARK: Sending

    /// Queues one prepared command, with its preparation before it on first use.
    /// - Returns: whether a preparation was queued, whose own result then comes first.
    func send(_ command: Command, on handle: OpaquePointer) throws(DatabaseError) -> Bool {
        statistics.statements += 1
        let statement = command.statement
        if statement.isPlannedAnew {
            try sendUnprepared(
                statement.text, types: statement.types, values: command.values, on: handle)
            return false
        }
        let known = prepared[ObjectIdentifier(statement)]
        let name = known ?? "s\(prepared.count + 1)"
        if known == nil {
            let types = statement.types.map(\.oid)
            let sent = PQsendPrepare(handle, name, statement.text, Int32(types.count), types)
            guard sent == 1 else { throw broken(handle) }
            prepared[ObjectIdentifier(statement)] = name
            // The identity is only unique while the object lives.
            retained.append(statement)
        }
        let sent = ParameterBuffer(command.values).withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
        }
        guard sent == 1 else { throw broken(handle) }
        return known == nil
    }

    /// Queues a command that is parsed and planned anew each time.
    func sendUnprepared(
        _ text: String, types: [PostgresType] = [], values: [Value] = [], on handle: OpaquePointer
    ) throws(DatabaseError) {
        let types = types.map(\.oid)
        let sent = ParameterBuffer(values).withPointers { count, values, lengths, formats in
            PQsendQueryParams(
                handle, text, count, types.isEmpty ? nil : types, values, lengths, formats, 1)
        }
        guard sent == 1 else { throw broken(handle) }
    }

    /// Sends what is queued, with a synchronisation point behind it.
    func synchronise(_ handle: OpaquePointer) throws(DatabaseError) {
        guard PQpipelineSync(handle) == 1 else { throw broken(handle) }
        try flush(handle)
    }

    /// Sends what is queued and asks the server not to hold its answers back.
    func requestResults(_ handle: OpaquePointer) throws(DatabaseError) {
        guard PQsendFlushRequest(handle) == 1 else { throw broken(handle) }
        try flush(handle)
    }

    private func flush(_ handle: OpaquePointer) throws(DatabaseError) {
        statistics.roundTrips += 1
        guard PQflush(handle) == 0 else { throw broken(handle) }
    }

    // MARK: Receiving

    /// The next result, or nil at the end of one command's results.
    func receive(_ handle: OpaquePointer) throws(DatabaseError) -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            try waitForInput(handle)
            guard PQconsumeInput(handle) == 1 else { throw broken(handle) }
        }
        return PQgetResult(handle)
    }

    /// Waits until the server has sent something, the client hung up, or time is up.
    private func waitForInput(_ handle: OpaquePointer) throws(DatabaseError) {
        while true {
            let hangUp = Int16(0x2000)  // POLLRDHUP, which Glibc's module leaves out.
            var descriptors = [
                pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0),
                pollfd(fd: peer, events: hangUp, revents: 0),
            ]
            let ready = poll(&descriptors, 2, Clock.milliseconds(until: deadline))
            if ready < 0, errno == EINTR { continue }
            if descriptors[0].revents != 0 { return }
            if ready == 0 {
                abort()
                throw .deadlineExceeded
            }
            if descriptors[1].revents != 0 {
                abort()
                throw .abandoned
            }
        }
    }

    /// The error for a connection that no longer works; it is closed on the way.
    func broken(_ handle: OpaquePointer) -> DatabaseError {
        let message = String(cString: PQerrorMessage(handle))
        close()
        return .lost(message)
    }
}

/// A transaction over several round trips, for work whose later statements depend on what the
/// earlier ones found.
///
/// It costs no round trip of its own: it begins with the first commands and ends with the last.
public final class Transaction {
    private let connection: Connection
    private var begun: (handle: OpaquePointer, session: Int)?
    private var isOver = false

    fileprivate init(_ connection: Connection) { self.connection = connection }

    /// Runs commands in one round trip.
    ///
    /// The transaction has failed when this throws: nothing of it takes effect.
    /// - Returns: the rows of each command, in the order given.
    public func run(_ commands: [Command]) throws(DatabaseError) -> [Rows] {
        try exchange(commands.map(Connection.Step.command))
    }

    /// Runs the last commands, if there are any, and commits, in one round trip.
    /// - Returns: the rows of each command, in the order given. Everything has taken effect then.
    /// - Throws: an error after which nothing took effect, unless the connection was lost.
    public func commit(with commands: [Command] = []) throws(DatabaseError) -> [Rows] {
        let rows = try exchange(commands.map(Connection.Step.command) + [.control("COMMIT")])
        isOver = true
        return rows
    }

    private func exchange(_ steps: [Connection.Step]) throws(DatabaseError) -> [Rows] {
        precondition(!isOver, "the transaction has ended")
        guard let begun else { return try begin(with: steps) }
        guard connection.isOpen(in: begun.session) else {
            throw .lost("the transaction's connection has been closed")
        }
        do {
            return try connection.exchange(steps, on: begun.handle)
        } catch .statement(let error) where error.isStalePreparation {
            // What ran before cannot be run again here. A new connection prepares anew.
            connection.close()
            throw .statement(error)
        }
    }

    private func begin(with steps: [Connection.Step]) throws(DatabaseError) -> [Rows] {
        try connection.unlessStale { () throws(DatabaseError) in
            let handle = try connection.open()
            begun = (handle, connection.session)
            return try connection.exchange([.control("BEGIN")] + steps, on: handle)
        }
    }

    /// Ends the transaction, without effect unless it was committed.
    fileprivate func end() {
        defer { isOver = true }
        guard !isOver, let begun, connection.isOpen(in: begun.session) else { return }
        do {
            _ = try connection.exchange([.control("ROLLBACK")], on: begun.handle)
        } catch {
            // The server rolls back what a connection leaves behind.
            connection.close()
        }
    }
}

extension Connection {
    /// Runs `body` with a transaction, which takes effect when `body` commits it.
    ///
    /// If `body` throws, or returns without a commit, nothing takes effect. Only the transaction's own
    /// first round trip is repeated when a migration made a prepared statement stale.
    public func transaction<Result>(_ body: (Transaction) throws -> Result) rethrows -> Result {
        // The inner one's COMMIT would be the outer one's too.
        precondition(!isInTransaction, "transactions do not nest")
        isInTransaction = true
        let transaction = Transaction(self)
        defer {
            transaction.end()
            isInTransaction = false
        }
        return try body(transaction)
    }
}

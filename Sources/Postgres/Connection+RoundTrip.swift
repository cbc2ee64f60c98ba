internal import CPostgres

extension Connection {
    /// Runs commands in one round trip and one implicit transaction: either all take effect or
    /// none.
    /// - Returns: the rows of each command, in the order given.
    /// - Throws: the first error; nothing took effect then, unless the connection was lost.
    public func run(_ commands: [Command]) throws(DatabaseError) -> [Rows] {
        try unlessStale { () throws(DatabaseError) in
            try exchange(commands.map(Step.command), on: try open())
        }
    }

    /// Runs one command and returns its rows.
    public func run(_ statement: Statement, _ values: [Value] = []) throws(DatabaseError) -> Rows {
        try run([Command(statement, values)])[0]
    }

    /// Does what ran into a prepared statement that is out of date once again, on a new connection.
    func unlessStale<Result>(
        _ body: () throws(DatabaseError) -> Result
    ) throws(DatabaseError) -> Result {
        do {
            return try body()
        } catch .statement(let error) where error.isStalePreparation {
            // A migration changed the tables under a prepared statement. Nothing was executed.
            close()
            return try body()
        }
    }

    /// What goes out in a round trip.
    enum Step {
        /// A command whose rows are wanted.
        case command(Command)
        /// A text that begins or ends a transaction.
        case control(String)
    }

    /// Runs steps in one round trip, up to the first that fails.
    /// - Returns: the rows of each command.
    func exchange(_ steps: [Step], on handle: OpaquePointer) throws(DatabaseError) -> [Rows] {
        var expectations: [Expectation] = []
        expectations.reserveCapacity(steps.count + 2)
        for step in steps {
            switch step {
            case .command(let command):
                if try send(command, on: handle) { expectations.append(.preparation) }
                expectations.append(.rows)
            case .control(let text):
                try sendUnprepared(text, on: handle)
                expectations.append(.control(text))
            }
        }
        try synchronise(handle)
        return try receive(expectations, on: handle)
    }

    private func receive(
        _ expectations: [Expectation], on handle: OpaquePointer
    ) throws(DatabaseError) -> [Rows] {
        var rows: [Rows] = []
        var failure: ServerError?
        for expectation in expectations {
            switch (try receiveOne(handle).outcome, expectation) {
            case (.success(let received), .rows): rows.append(received)
            case (.success(let received), .control("COMMIT")) where received.tag != "COMMIT":
                failure = failure ?? .rolledBack
            case (.failure(let error), _): failure = failure ?? error
            default: break
            }
        }
        try receiveSynchronisation(handle)
        if let failure {
            // What was prepared in the failed pipeline may or may not exist; a new connection is
            // certain.
            if expectations.contains(.preparation) { close() }
            throw .statement(failure)
        }
        return rows
    }

    private enum Expectation: Equatable { case preparation, rows, control(String) }

    /// What one queued command came to.
    struct Received {
        enum Outcome {
            case success(Rows)
            case failure(ServerError)
            /// An earlier command of the pipeline failed, so this one was not run.
            case skipped
        }
        let outcome: Outcome
    }

    /// The result of one queued command.
    func receiveOne(_ handle: OpaquePointer) throws(DatabaseError) -> Received {
        guard let result = try receive(handle) else { throw broken(handle) }
        let outcome: Received.Outcome
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
            statistics.rows += Int(PQntuples(result))
            outcome = .success(Rows(owning: result))
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            outcome = .skipped
        default:
            let error = ServerError(result)
            PQclear(result)
            // A dying server says why in an error (57P01) and then ends the connection.
            if error.isOutage || PQstatus(handle) != CONNECTION_OK {
                close()
                throw .lost(error.message)
            }
            outcome = .failure(error)
        }
        // Each command's results end with a null.
        if let extra = try receive(handle) { PQclear(extra) }
        return Received(outcome: outcome)
    }

    /// The mark that answers a synchronisation point.
    func receiveSynchronisation(_ handle: OpaquePointer) throws(DatabaseError) {
        guard let result = try receive(handle) else { throw broken(handle) }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw broken(handle) }
    }
}

extension ServerError {
    /// What PostgreSQL says to a COMMIT of a transaction that has failed is no error, only another tag.
    fileprivate static let rolledBack = ServerError(
        state: "25P02", message: "the transaction had failed before it was committed", detail: "",
        constraint: nil)

    init(_ result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue!)).map { String(cString: $0) }
        }
        // The field codes are fixed by the protocol: PG_DIAG_SQLSTATE and so on are characters.
        let message = field("M") ?? String(cString: PQresultErrorMessage(result))
        self.init(
            state: field("C") ?? "", message: message, detail: field("D") ?? "",
            constraint: field("n"))
    }
}

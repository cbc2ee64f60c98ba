internal import CPostgres

extension Connection {
    /// Executes any number of statements, as migrations are written, and drops their rows.
    ///
    /// They make one implicit transaction unless the script itself says otherwise (PostgreSQL
    /// manual, section 55.2.2.1). The connection leaves pipeline mode for the time, as libpq
    /// requires.
    /// - Throws: the first error; its message ends with the line of the script that it is about.
    public func execute(script: String) throws(DatabaseError) {
        let handle = try open()
        guard PQexitPipelineMode(handle) == 1 else { throw broken(handle) }
        guard let result = PQexec(handle, script) else { throw broken(handle) }
        defer { PQclear(result) }
        guard PQstatus(handle) == CONNECTION_OK else { throw broken(handle) }
        guard PQenterPipelineMode(handle) == 1 else { throw broken(handle) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
        case PGRES_FATAL_ERROR: throw .statement(ServerError(result, in: script))
        default:
            // COPY waits for data that nobody has.
            close()
            throw .lost("the script holds a statement that waits for data")
        }
    }
}

extension ServerError {
    /// An error of a script, with the line it is about.
    fileprivate init(_ result: OpaquePointer, in script: String) {
        let error = ServerError(result)
        // Counted in characters from 1 (manual, section 34.3.2, PG_DIAG_STATEMENT_POSITION).
        guard let text = PQresultErrorField(result, Int32(Character("P").asciiValue!)),
            let position = Int(String(cString: text))
        else {
            self = error
            return
        }
        let line = 1 + script.unicodeScalars.prefix(max(0, position - 1)).count { $0 == "\n" }
        self.init(
            state: error.state, message: "\(error.message) (line \(line))", detail: error.detail,
            constraint: error.constraint)
    }
}

internal import CPostgres

/// What PostgreSQL says of a statement that was prepared but not run.
public struct StatementDescription: Sendable {
    /// The types of the parameters `$1 … $n`.
    public let parameters: [PostgresType]
    /// The names and types of the columns; empty for a statement that returns no rows.
    public let columns: [(name: String, type: PostgresType)]
}

extension Connection {
    /// Prepares a statement and asks for its parameters and columns, without running it.
    public func describe(_ statement: Statement) throws(DatabaseError) -> StatementDescription {
        let handle = try open()
        let types = statement.types.map(\.oid)
        // The unnamed statement is replaced by the next one, so it leaves nothing behind.
        guard PQsendPrepare(handle, "", statement.text, Int32(types.count), types) == 1,
            PQsendDescribePrepared(handle, "") == 1
        else { throw broken(handle) }
        try synchronise(handle)
        let outcomes = [try receiveOne(handle).outcome, try receiveOne(handle).outcome]
        try receiveSynchronisation(handle)
        for case .failure(let error) in outcomes { throw .statement(error) }
        guard case .success(let rows) = outcomes[1] else { throw .lost("no description came") }
        let result = rows.result
        return StatementDescription(
            parameters: (0..<PQnparams(result)).map { PostgresType(oid: PQparamtype(result, $0)) },
            columns: (0..<PQnfields(result)).map { field in
                (String(cString: PQfname(result, field)), PostgresType(oid: PQftype(result, field)))
            })
    }
}

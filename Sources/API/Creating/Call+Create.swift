internal import FastCGI
internal import JSON
public import Postgres
internal import Security

extension Call {
    /// Runs commands in one round trip: all take effect, or none.
    public typealias Run = ([Command]) throws -> [Rows]

    /// Does something that creates, and answers; once for each `Idempotency-Key`.
    ///
    /// With a key, the effect and the answer are written in one transaction, so that the same request
    /// sent again gets the first answer and has no second effect (draft-ietf-httpapi-idempotency-key).
    /// A request that failed has left nothing behind, not even its key.
    /// - Parameters:
    ///   - content: what tells a request whose body is a file from another one, such as the file's
    ///     digest and what came with it; nil for a body of JSON. With it all that `effect` runs is one
    ///     transaction, key or not.
    ///   - effect: takes effect through what it is given, and answers; the answer must fit the
    ///     buffer.
    public func create(of content: [UInt8]? = nil, _ effect: (Run) throws -> Void) throws {
        guard let key = try IdempotencyKey(request["HTTP_IDEMPOTENCY_KEY"]) else {
            guard content != nil else { return try effect { try database.run($0) } }
            return try database.transaction { transaction in
                try effect { try transaction.run($0) }
                _ = try transaction.commit()
            }
        }
        let values = keyValues(key, content ?? body)
        try database.transaction { transaction in
            let rows = try transaction.run(
                [IdempotencyKey.lock.command(values), IdempotencyKey.look.command(values)])
            guard rows[0][0].bool(0) else { throw Problem.keyInFlight }
            if rows[1].count > 0 { return try replay(rows[1][0]) }
            try effect { try transaction.run($0) }
            var stored = values
            stored.set(IdempotencyKey.answer, .bytes(services.keys.seal(try reply.recording())))
            _ = try transaction.commit(with: [IdempotencyKey.store.command(stored)])
        }
    }

    private func keyValues(_ key: IdempotencyKey, _ content: [UInt8]) -> ParameterValues {
        let digests = services.keys.digests(content)
        var values = ParameterValues()
        values.set(IdempotencyKey.caller, .int(caller?.id ?? 0))
        values.set(
            IdempotencyKey.operation,
            .text("\(request["REQUEST_METHOD"] ?? "") \(path)"))
        values.set(IdempotencyKey.key, .text(key.text))
        values.set(IdempotencyKey.digest, .bytes(digests[0]))
        values.set(IdempotencyKey.digests, .bytes(digests.flatMap { $0 }))
        return values
    }

    private func replay(_ row: Row) throws {
        guard row.bool(0) else {
            throw Problem(
                .invalid, "This Idempotency-Key came with another body before.")
        }
        guard let recording = services.keys.open(unsafe Array(row.bytes(1))),
            reply.replay(recording)
        else {
            throw Problem.unavailable("The first answer to this Idempotency-Key cannot be read.")
        }
        reply.add("Idempotency-Replayed", "true")
    }
}

extension Problem {
    fileprivate static let keyInFlight = Problem(
        .conflict, "A request with this Idempotency-Key is under way.",
        headers: [("Retry-After", "1")])
}

internal import Postgres

/// The key by which a client says that two requests are one and the same.
struct IdempotencyKey {
    /// The header field.
    static let field = "Idempotency-Key"
    /// Characters at the most.
    static let longest = 255

    let text: String

    /// Reads the header field; nil if there is none.
    /// - Throws: 400 if it is not 1 to 255 visible ASCII characters.
    init?(_ field: String?) throws(Problem) {
        guard let field else { return nil }
        guard (1...Self.longest).contains(field.utf8.count),
            field.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Problem(
                .malformed,
                "\(Self.field) must be 1 to \(Self.longest) visible ASCII characters.")
        }
        text = field
    }

    static let caller = ParameterDeclaration.machinery("caller", .int8)
    static let operation = ParameterDeclaration.machinery("operation", .text)
    static let key = ParameterDeclaration.machinery("key", .text)
    static let digest = ParameterDeclaration.machinery("digest", .bytes)
    /// The body's digests by all keys of the server's, one after the other.
    static let digests = ParameterDeclaration.machinery("digests", .bytes)
    static let answer = ParameterDeclaration.machinery("answer", .bytes)

    /// Whether no other request with the key is under way. The lock lasts as long as the transaction.
    static let lock = PreparedSQL(
        """
        SELECT pg_try_advisory_xact_lock(hash_record_extended(
                   ROW(\(hole: caller)::int8, \(hole: operation)::text, \(hole: key)::text), 0))
        """)

    /// The first answer, if there was one in the last 24 hours, and whether the body is the same.
    ///
    /// It is a statement of its own, since a statement sees what was committed when it began: the one
    /// that takes the lock may have begun before the last holder's commit.
    static let look = PreparedSQL(
        """
        SELECT position(body_digest IN \(hole: digests)) % octet_length(body_digest) = 1, answer
          FROM idempotency_keys
         WHERE caller = \(hole: caller) AND operation = \(hole: operation) AND key = \(hole: key)
           AND created_at > now() - interval '24 hours'
        """)

    /// Keeps the answer, and removes some that were kept long enough. It comes last, as the locks of
    /// those are held to the end.
    static let store = PreparedSQL(
        """
        WITH stored AS (
            INSERT INTO idempotency_keys AS kept (caller, operation, key, body_digest, answer)
            VALUES (\(hole: caller), \(hole: operation), \(hole: key), \(hole: digest),
                    \(hole: answer))
                ON CONFLICT (caller, operation, key) DO UPDATE
               SET body_digest = excluded.body_digest, answer = excluded.answer,
                   created_at = excluded.created_at
             WHERE kept.created_at <= now() - interval '24 hours'
            RETURNING caller
        ), swept AS (
            DELETE FROM idempotency_keys AS kept
             USING (SELECT old.caller, old.operation, old.key
                      FROM idempotency_keys AS old JOIN stored ON true
                     WHERE old.created_at <= now() - interval '24 hours'
                       AND (old.caller, old.operation, old.key)
                           <> (\(hole: caller), \(hole: operation), \(hole: key))
                     ORDER BY old.created_at LIMIT 10
                       FOR UPDATE OF old SKIP LOCKED) AS expired
             WHERE (kept.caller, kept.operation, kept.key)
                   = (expired.caller, expired.operation, expired.key)
        )
        SELECT count(*) FROM stored
        """)

    /// What an endpoint that takes the key runs besides its own statements.
    static let statements = [
        CheckedStatement(lock, []), CheckedStatement(look, []), CheckedStatement(store, []),
    ]
}

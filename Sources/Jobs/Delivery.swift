internal import API
public import Configuration
public import Postgres

/// An event on its way to a webhook, claimed by this worker.
public struct Delivery: Sendable {
    public let id: Int64
    public let webhook: Int64
    public let url: String
    /// The webhook's secret, as it is stored.
    public let sealedSecret: [UInt8]
    /// The message's id, the same each time that it is sent.
    public let message: String
    public let body: [UInt8]

    /// What came of sending it.
    public struct Outcome: Sendable {
        let status: Int?
        let error: String?
        let milliseconds: Int

        /// Describes an outcome.
        /// - Parameters:
        ///   - status: the answer's HTTP status; 200 to 299 is success, 410 ends the webhook.
        ///   - failure: why there is no whole answer.
        public init(status: Int?, failure: String?, milliseconds: Int) {
            self.status = status
            self.milliseconds = milliseconds
            let isTaken = (200..<300).contains(status ?? 0)
            error = failure ?? (isTaken ? nil : "the answer was \(status ?? 0)")
        }

        var isSuccess: Bool { error == nil }
    }

    static let statements =
        [
            CheckedStatement(
                claim,
                [
                    .int("id"), .int("webhook"), .text("url"),
                ])
        ] + [success, failure, release].map { CheckedStatement($0, []) }
}

// MARK: Statements

extension Delivery {
    private static let most = ParameterDeclaration.machinery("most", .int8)
    private static let share = ParameterDeclaration.machinery("share", .int8)
    private static let busy = ParameterDeclaration.machinery("busy", .text)
    private static let lease = ParameterDeclaration.machinery("lease", .float8)
    private static let id = ParameterDeclaration.machinery("id", .int8)
    private static let status = ParameterDeclaration.machinery("status", .int8)
    private static let error = ParameterDeclaration.machinery("error", .text)
    private static let duration = ParameterDeclaration.machinery("duration", .int8)
    private static let backoff = ParameterDeclaration.machinery("backoff", .float8)
    private static let patience = ParameterDeclaration.machinery("patience", .float8)

    /// Takes deliveries that are due, a few of each webhook, so that one that hangs holds up no other.
    /// Until the lease ends no other worker takes them; if this one dies, another does then.
    private static let claim = PreparedSQL(
        """
        WITH due AS MATERIALIZED (
            SELECT next.id
              FROM webhooks AS hook
             CROSS JOIN LATERAL (
                    SELECT id FROM webhook_deliveries
                     WHERE webhook_id = hook.id AND status = 'pending'
                       AND next_attempt_at <= now()
                     ORDER BY next_attempt_at LIMIT \(hole: share)
                       FOR UPDATE SKIP LOCKED) AS next
             WHERE hook.enabled AND hook.id <> ALL (\(hole: busy)::int8[])
             LIMIT \(hole: most)
        ), claimed AS (
            UPDATE webhook_deliveries AS delivery
               SET attempts = attempts + 1, last_attempt_at = now(),
                   next_attempt_at = now() + make_interval(secs => \(hole: lease))
              FROM due WHERE delivery.id = due.id
            RETURNING delivery.id, webhook_id, event_id
        )
        SELECT claimed.id, hook.id, hook.url, hook.secret, 'msg_' || outbox.id,
               jsonb_build_object('type', event, 'timestamp', rfc3339(at), 'data', payload)::text
          FROM claimed
          JOIN webhooks AS hook ON hook.id = webhook_id
          JOIN outbox ON outbox.id = event_id
         ORDER BY claimed.id
        """)

    private static let success = PreparedSQL(
        """
        WITH taken AS (
            UPDATE webhook_deliveries
               SET status = 'delivered', next_attempt_at = NULL, error = NULL,
                   response_status = \(hole: status), duration_ms = \(hole: duration)
             WHERE id = \(hole: id) RETURNING webhook_id
        )
        UPDATE webhooks SET failing_since = NULL FROM taken
         WHERE webhooks.id = taken.webhook_id AND failing_since IS NOT NULL
        """)

    /// The waits double, and vary by half, so that what failed together does not come back together.
    private static let failure = PreparedSQL(
        """
        WITH attempted AS (
            UPDATE webhook_deliveries
               SET (status, next_attempt_at) = (
                       SELECT CASE WHEN is_over THEN 'failed' ELSE 'pending' END::delivery_status,
                              CASE WHEN NOT is_over THEN now() + least(
                                  make_interval(secs => \(hole: backoff)) * 2 ^ least(attempts - 1, 20),
                                  interval '6 hours') * (0.5 + random() / 2) END
                         FROM (SELECT \(hole: status) IS NOT DISTINCT FROM 410
                                      OR created_at + make_interval(secs => \(hole: patience))
                                         <= now()) AS verdict (is_over)),
                   error = \(hole: error), response_status = \(hole: status),
                   duration_ms = \(hole: duration)
             WHERE id = \(hole: id) AND status = 'pending' RETURNING webhook_id, status
        )
        UPDATE webhooks
           SET failing_since = coalesce(failing_since, now()),
               enabled = enabled AND reason IS NULL,
               disabled_reason = coalesce(reason, disabled_reason)
          FROM attempted
         CROSS JOIN LATERAL (
                SELECT CASE WHEN \(hole: status) = 410 THEN 'It answered that it is gone (410).'
                            WHEN attempted.status = 'failed'
                                 AND (SELECT failing_since FROM webhooks AS hook
                                       WHERE hook.id = webhook_id)
                                     <= now() - make_interval(secs => \(hole: patience))
                            THEN 'It took no delivery for too long.' END) AS verdict (reason)
         WHERE webhooks.id = attempted.webhook_id
        """)

    private static let release = PreparedSQL(
        """
        UPDATE webhook_deliveries SET next_attempt_at = now()
         WHERE id = \(hole: id) AND status = 'pending'
        """)

    /// Seconds that a worker has, beyond those of the exchange itself, to note what came of it.
    private static let margin = 5

    // MARK: Running them

    /// Takes deliveries that are due.
    /// - Parameters:
    ///   - room: how many at the most.
    ///   - busy: webhooks that have their share of this worker already.
    public static func claim(
        on database: Connection, room: Int, busy: Set<Int64>, _ configuration: Configuration
    ) throws(DatabaseError) -> [Delivery] {
        var values = ParameterValues()
        values.set(most, .int(Int64(room)))
        values.set(share, .int(Int64(Self.share(configuration))))
        values.set(Self.busy, .text("{\(busy.map(String.init).joined(separator: ","))}"))
        let seconds = configuration.number(Settings.webhookSeconds) + margin
        values.set(lease, .double(Double(seconds)))
        let rows = try database.run([claim.command(values)])[0]
        return (0..<rows.count).map { index in
            let row = rows[index]
            return Delivery(
                id: row.int(0), webhook: row.int(1), url: row.text(2),
                sealedSecret: unsafe Array(row.bytes(3)), message: row.text(4),
                body: unsafe Array(row.bytes(5)))
        }
    }

    /// How many deliveries to one webhook a worker sends at once.
    public static func share(_ configuration: Configuration) -> Int {
        max(1, configuration.number(Settings.webhookConnections) / 4)
    }

    /// Notes what came of deliveries.
    public static func note(
        _ outcomes: [(id: Int64, outcome: Outcome)], on database: Connection,
        _ configuration: Configuration
    ) throws(DatabaseError) {
        // Each on its own: a webhook that is being deleted is no reason to forget the others'.
        for (id, outcome) in outcomes {
            var values = ParameterValues()
            values.set(Self.id, .int(id))
            values.set(status, outcome.status.map { .int(Int64($0)) } ?? .null)
            values.set(duration, .int(Int64(outcome.milliseconds)))
            guard !outcome.isSuccess else {
                _ = try database.run([success.command(values)])
                continue
            }
            values.set(error, .text(String((outcome.error ?? "").unicodeScalars.prefix(500))))
            let wait = configuration.number(Settings.webhookBackoffSeconds)
            values.set(backoff, .double(Double(wait)))
            let longest = configuration.number(Settings.webhookRetrySeconds)
            values.set(patience, .double(Double(longest)))
            _ = try database.run([failure.command(values)])
        }
    }

    /// Gives deliveries back that were not sent to the end.
    public static func release(_ ids: [Int64], on database: Connection) throws(DatabaseError) {
        _ = try database.run(
            ids.map { id in
                var values = ParameterValues()
                values.set(Self.id, .int(id))
                return release.command(values)
            })
    }
}

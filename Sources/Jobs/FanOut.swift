public import API

/// Makes deliveries of events: one for each webhook that wants the event and was there before it.
public enum FanOut: Job {
    public static let statement = PreparedSQL(
        """
        WITH happened AS MATERIALIZED (
            SELECT id, event, at FROM outbox WHERE fanned_out_at IS NULL
             ORDER BY id LIMIT \(hole: Jobs.most) FOR NO KEY UPDATE SKIP LOCKED
        ), made AS (
            INSERT INTO webhook_deliveries (webhook_id, event_id)
            SELECT hook.id, happened.id
              FROM happened
              JOIN webhooks AS hook
                ON hook.enabled AND happened.event = ANY (hook.events)
               AND hook.created_at <= happened.at
             ORDER BY happened.id, hook.id
        ), marked AS (
            UPDATE outbox SET fanned_out_at = now() FROM happened WHERE outbox.id = happened.id
        )
        SELECT count(*) FROM happened
        """)
}

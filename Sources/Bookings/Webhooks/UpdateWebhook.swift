internal import API

/// Changes a webhook. One that is enabled again gets what it missed while it was disabled only as
/// far as it was on its way already.
enum UpdateWebhook: ChangeEndpoint {
    static let operation = Operation(
        .patch, "/admin/webhooks/{id}", "Change a webhook", access: .admin)

    static let id = Path<Int>("id", "The webhook's id.")
    static let url = Body<WebAddress>(optional: "url", "Where events are posted to.")
    static let description = Body<String>(
        optional: "description", length: 0...500, "What it is for.")
    static let events = Body<EventTypes>(optional: "events", "Which events it gets.")
    static let enabled = Body<Bool>(optional: "enabled", "Whether it gets any.")

    static let present: PreparedSQL? = PreparedSQL(
        columns, "FROM webhooks w WHERE w.id = \(id) FOR NO KEY UPDATE OF w")
    static let change = PreparedSQL(
        """
        WITH w AS (
            UPDATE webhooks
               SET url = coalesce(\(url), url),
                   description = coalesce(\(description), description),
                   events = coalesce(\(events)::event_type[], events),
                   enabled = coalesce(\(enabled), enabled),
                   failing_since = CASE WHEN \(enabled) THEN NULL ELSE failing_since END,
                   disabled_reason = CASE WHEN \(enabled) THEN NULL ELSE disabled_reason END
             WHERE id = \(id) RETURNING *
        )
        SELECT \(columns: columns) FROM w
        """)
    static let columns = WebhookColumns.all
    static let encoder = RowEncoder(json: columns)
}

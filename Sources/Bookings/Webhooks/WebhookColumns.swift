internal import API

/// What a webhook looks like to an admin. The table is `webhooks w`; the secret is never shown again.
enum WebhookColumns {
    static let all: [Column] = [
        .int("id", "w.id"), .text("url", "w.url"), .text("description", "w.description"),
        .json("events", "to_jsonb(w.events)"), .bool("enabled", "w.enabled"),
        .text("disabled_reason", "w.disabled_reason").orNull,
        .instant("failing_since", "w.failing_since").orNull,
        .instant("created_at", "w.created_at"),
    ]
}

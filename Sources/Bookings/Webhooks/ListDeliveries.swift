internal import API

/// What was sent to a webhook, or is on its way, newest first.
enum ListDeliveries: ListEndpoint {
    static let operation = Operation(
        .get, "/admin/webhooks/{id}/deliveries", "A webhook's deliveries", access: .admin)

    static let id = Path<Int>("id", "The webhook's id.")
    static let status = Query<DeliveryStatus>("status", "Only deliveries with this status.")

    static let parent: PreparedSQL? = PreparedSQL("SELECT FROM webhooks WHERE id = \(id)")

    static let list = List(
        [
            .int("id", "d.id"), .text("message_id", "'msg_' || d.event_id"),
            .choice("event", EventType.self, "o.event"),
            .choice("status", DeliveryStatus.self, "d.status"), .int("attempts", "d.attempts"),
            .instant("created_at", "d.created_at"),
            .instant("last_attempt_at", "d.last_attempt_at").orNull,
            .instant("next_attempt_at", "d.next_attempt_at").orNull,
            .int("response_status", "d.response_status").orNull,
            .int("duration_ms", "d.duration_ms").orNull, .text("error", "d.error").orNull,
        ], of: "webhook_deliveries d",
        where: "d.webhook_id = \(id) \(when: status, "AND d.status = \(status)")",
        orderedBy: [.int("d.id")], .descending, joining: "JOIN outbox o ON o.id = d.event_id")
}

/// Where a delivery stands.
enum DeliveryStatus: String, ChoiceContent {
    case pending, delivered, failed
}

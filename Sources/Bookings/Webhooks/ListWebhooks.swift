internal import API

/// The webhooks, in the order in which they were made.
enum ListWebhooks: ListEndpoint {
    static let operation = Operation(
        .get, "/admin/webhooks", "List webhooks", access: .admin)

    static let list = List(WebhookColumns.all, of: "webhooks w", orderedBy: [.int("w.id")])
}

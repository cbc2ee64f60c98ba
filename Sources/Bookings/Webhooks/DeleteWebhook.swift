internal import API

/// Removes a webhook, with all that was on its way to it.
enum DeleteWebhook: ActionEndpoint {
    static let operation = Operation(
        .delete, "/admin/webhooks/{id}", "Delete a webhook", access: .admin)

    static let id = Path<Int>("id", "The webhook's id.")

    static let action = PreparedSQL("DELETE FROM webhooks WHERE id = \(id) RETURNING id")
}

internal import API

/// Sends a delivery once more, now, whatever became of it before.
enum RetryDelivery: ActionEndpoint {
    static let operation = Operation(
        .post, "/admin/webhooks/{id}/deliveries/{delivery}/retry", "Send a delivery once more",
        access: .admin)

    static let id = Path<Int>("id", "The webhook's id.")
    static let delivery = Path<Int>("delivery", "The delivery's id.")

    static let action = PreparedSQL(
        """
        UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = now()
         WHERE id = \(delivery) AND webhook_id = \(id) RETURNING id
        """)
}

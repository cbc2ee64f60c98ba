internal import API

/// Takes an event off the catalogue. What points at it keeps doing so.
enum RetireEvent: ActionEndpoint {
    static let operation = Operation(
        .delete, "/admin/events/{id}", "Retire an event", access: .admin)

    static let id = Path<Int>("id", "The event's id.")

    static let action = PreparedSQL(
        """
        UPDATE events SET retired_at = coalesce(retired_at, now()) WHERE id = \(id) RETURNING id
        """)
}

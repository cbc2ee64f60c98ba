internal import API

/// Takes an item off the catalogue. What points at it keeps doing so.
enum RetireItem: ActionEndpoint {
    static let operation = Operation(
        .delete, "/admin/items/{id}", "Retire an item", access: .admin)

    static let id = Path<Int>("id", "The item's id.")

    static let action = PreparedSQL(
        """
        UPDATE items SET retired_at = coalesce(retired_at, now()) WHERE id = \(id) RETURNING id
        """)
}

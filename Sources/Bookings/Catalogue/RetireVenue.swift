internal import API

/// Takes a venue off the catalogue. What points at it keeps doing so.
enum RetireVenue: ActionEndpoint {
    static let operation = Operation(
        .delete, "/admin/venues/{id}", "Retire a venue", access: .admin)

    static let id = Path<Int>("id", "The venue's id.")

    static let action = PreparedSQL(
        """
        UPDATE venues SET retired_at = coalesce(retired_at, now()) WHERE id = \(id) RETURNING id
        """)
}

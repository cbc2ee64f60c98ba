internal import API

/// Takes a program off the catalogue. What points at it keeps doing so.
enum RetireProgram: ActionEndpoint {
    static let operation = Operation(
        .delete, "/admin/programs/{id}", "Retire a program", access: .admin)

    static let id = Path<Int>("id", "The program's id.")

    static let action = PreparedSQL(
        """
        UPDATE programs SET retired_at = coalesce(retired_at, now()) WHERE id = \(id) RETURNING id
        """)
}

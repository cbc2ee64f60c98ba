internal import API

/// Saves care instructions as they are now.
enum CreateCareCard: ChangeEndpoint {
    static let operation = Operation(
        .post, "/plants/care-cards", "Save a care card", access: .member, creates: true)

    static let plant = Body<Line>("plant", "The plant.")
    static let title = Body<Line>("title", "The heading.")
    static let text = Body<String>("text", length: 1...10_000, "The instructions.")
    static let source = Body<String>(optional: "source", length: 0...500, "Where they are from.")

    static let change = PreparedSQL(
        """
        WITH c AS (
            INSERT INTO care_cards (user_id, plant, title, text, source)
            VALUES (\(Caller.id), \(plant), \(title), \(text), coalesce(\(source), '')) RETURNING *
        )
        SELECT \(columns: columns) FROM c
        """)
    static let columns = CareCardColumns.all
    static let encoder = RowEncoder(json: columns)
}

/// Throws one of the caller's care cards away.
enum DeleteCareCard: ActionEndpoint {
    static let operation = Operation(
        .delete, "/plants/care-cards/{id}", "Delete a care card", access: .member)

    static let id = Path<Int>("id", "The card's id.")

    static let action = PreparedSQL(
        "DELETE FROM care_cards WHERE id = \(id) AND user_id = \(Caller.id) RETURNING id")
}

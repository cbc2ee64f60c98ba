internal import API
internal import Calendar

/// Changes an event of the catalogue.
enum UpdateEvent: ChangeEndpoint {
    static let operation = Operation(
        .patch, "/admin/events/{id}", "Change an event", access: .admin)

    static let id = Path<Int>("id", "The event's id.")
    static let title = Body<Line>(optional: "title", "The title as shown.")
    static let description = Body<String>(optional: "description", length: 0...4_000, "What it is.")
    static let venue = Body<Int>(optional: "venue_id", "The id of the venue.")
    static let start = Body<Instant>(optional: "start_datetime", "When it begins.")
    static let end = Body<Instant>(optional: "end_datetime", "When it ends.")

    static let present: PreparedSQL? = PreparedSQL(
        columns,
        "FROM events e \(text: EventColumns.joinVenue) WHERE e.id = \(id) FOR NO KEY UPDATE OF e")
    static let change = PreparedSQL(
        """
        WITH e AS (
            UPDATE events
               SET title = coalesce(\(title), title),
                   description = coalesce(\(description), description),
                   venue_id = coalesce(\(venue), venue_id),
                   start_datetime = coalesce(\(start), start_datetime),
                   end_datetime = coalesce(\(end), end_datetime)
             WHERE id = \(id) RETURNING *
        )
        SELECT \(columns: columns) FROM e \(text: EventColumns.joinVenue)
        """)
    static let columns = EventColumns.all
    static let encoder = RowEncoder(json: columns)
    static let violations = EventViolations.all
}

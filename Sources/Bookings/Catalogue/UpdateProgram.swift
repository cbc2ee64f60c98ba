internal import API

/// Changes a program of the catalogue.
enum UpdateProgram: ChangeEndpoint {
    static let operation = Operation(
        .patch, "/admin/programs/{id}", "Change a program", access: .admin)

    static let id = Path<Int>("id", "The program's id.")
    static let name = Body<Line>(optional: "name", "The name as shown.")
    static let description = Body<String>(optional: "description", length: 0...4_000, "What it is.")
    static let regular = Body<Bool>(optional: "regular", "Whether it takes place every week.")
    static let venue = Body<Int>(optional: "venue_id", "The id of the venue.")
    static let weekday = Body<Int>(nullable: "weekday", in: 1...7, "The weekday, 1 (Monday) to 7.")
    static let startsAt = Body<TimeOfDay>(
        nullable: "starts_at", "When it begins, by the clock of the venue.")
    static let endsAt = Body<TimeOfDay>(
        nullable: "ends_at", "When it ends, by the clock of the venue.")

    static let present: PreparedSQL? = PreparedSQL(
        columns,
        "FROM programs p \(text: ProgramColumns.joinVenue) WHERE p.id = \(id) FOR NO KEY UPDATE OF p"
    )
    static let change = PreparedSQL(
        """
        WITH p AS (
            UPDATE programs
               SET \(when: weekday, "weekday = \(weekday)::int2,")
                   \(when: startsAt, "starts_at = \(startsAt)::time,")
                   \(when: endsAt, "ends_at = \(endsAt)::time,")
                   name = coalesce(\(name), name),
                   description = coalesce(\(description), description),
                   regular = coalesce(\(regular), regular),
                   venue_id = coalesce(\(venue), venue_id)
             WHERE id = \(id) RETURNING *
        )
        SELECT \(columns: columns) FROM p \(text: ProgramColumns.joinVenue)
        """)
    static let columns = ProgramColumns.all
    static let encoder = RowEncoder(json: columns)
    static let violations = ProgramViolations.all
}

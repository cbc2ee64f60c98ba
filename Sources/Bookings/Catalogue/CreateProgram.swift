internal import API
internal import Postgres

/// Adds a program to the catalogue.
enum CreateProgram: ChangeEndpoint {
    static let operation = Operation(
        .post, "/admin/programs", "Create a program", access: .admin, creates: true)

    static let name = Body<Line>("name", "The name as shown.")
    static let description = Body<String>(optional: "description", length: 0...4_000, "What it is.")
    static let regular = Body<Bool>("regular", "Whether it takes place every week.")
    static let venue = Body<Int>("venue_id", "The id of the venue.")
    static let weekday = Body<Int>(nullable: "weekday", in: 1...7, "The weekday, 1 (Monday) to 7.")
    static let startsAt = Body<TimeOfDay>(
        nullable: "starts_at", "When it begins, by the clock of the venue.")
    static let endsAt = Body<TimeOfDay>(
        nullable: "ends_at", "When it ends, by the clock of the venue.")

    static let change = PreparedSQL(
        """
        WITH p AS (
            INSERT INTO programs (name, description, regular, venue_id, weekday, starts_at, ends_at)
            VALUES (\(name), coalesce(\(description), ''), \(regular), \(venue), \(weekday)::int2,
                    \(startsAt)::time, \(endsAt)::time) RETURNING *
        )
        SELECT \(columns: columns) FROM p \(text: ProgramColumns.joinVenue)
        """)
    static let columns = ProgramColumns.all
    static let encoder = RowEncoder(json: columns)
    static let violations = ProgramViolations.all
}

/// What the constraints of programs mean to a caller.
enum ProgramViolations {
    static let all = [
        "programs_venue_fkey": Problem.invalid([.pointer("/venue_id", "names no venue")]),
        "programs_end_after_start": Problem.invalid([
            .pointer("/ends_at", "must be after starts_at")
        ]),
        "programs_regular_has_times": Problem.invalid([
            .pointer("/regular", "needs weekday, starts_at and ends_at")
        ]),
    ]
}

internal import API
internal import Calendar
internal import Postgres

/// Adds an event to the catalogue.
enum CreateEvent: ChangeEndpoint {
    static let operation = Operation(
        .post, "/admin/events", "Create an event", access: .admin, creates: true)

    static let title = Body<Line>("title", "The title as shown.")
    static let description = Body<String>(optional: "description", length: 0...4_000, "What it is.")
    static let venue = Body<Int>("venue_id", "The id of the venue.")
    static let start = Body<Instant>("start_datetime", "When it begins.")
    static let end = Body<Instant>("end_datetime", "When it ends.")

    static let change = PreparedSQL(
        """
        WITH e AS (
            INSERT INTO events (title, description, venue_id, start_datetime, end_datetime)
            VALUES (\(title), coalesce(\(description), ''), \(venue), \(start), \(end)) RETURNING *
        )
        SELECT \(columns: columns) FROM e \(text: EventColumns.joinVenue)
        """)
    static let columns = EventColumns.all
    static let encoder = RowEncoder(json: columns)
    static let violations = EventViolations.all
}

/// What the constraints of events mean to a caller.
enum EventViolations {
    static let all = [
        "events_venue_fkey": Problem.invalid([.pointer("/venue_id", "names no venue")]),
        "events_end_after_start": Problem.invalid([
            .pointer("/end_datetime", "must be after start_datetime")
        ]),
        "events_in_calendar": Problem.invalid([
            .pointer("/start_datetime", "must be a moment from 1900 on")
        ]),
    ]
}

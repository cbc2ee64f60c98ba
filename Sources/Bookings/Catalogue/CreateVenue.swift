internal import API
internal import Postgres

/// Adds a venue to the catalogue.
enum CreateVenue: ChangeEndpoint {
    static let operation = Operation(
        .post, "/admin/venues", "Create a venue", access: .admin, creates: true)

    static let name = Body<Line>("name", "The name as shown.")
    static let seats = Body<Int>("seats", in: 1...100_000, "How many guests fit in.")
    static let timeZone = Body<String>(
        "time_zone", length: 1...100, "The IANA name of the time zone, such as Europe/Berlin.")
    static let hourlyRate = Body<Money>("hourly_rate", "The price of an hour.")
    static let currency = Body<Currency>("currency", "The currency, by ISO 4217.")
    static let openingHours = Body<OpeningHours>(
        optional: "opening_hours", "When it is open, by weekday.")

    static let change = PreparedSQL(
        """
        WITH v AS (
            INSERT INTO venues (name, seats, time_zone, hourly_rate_minor, currency, opening_hours)
            VALUES (\(name), \(seats), \(timeZone), \(hourlyRate), \(currency),
                    coalesce(\(openingHours)::jsonb, '{}')) RETURNING *
        )
        SELECT \(columns: columns) FROM v
        """)
    static let columns = VenueColumns.all
    static let encoder = RowEncoder(json: columns)
    static let violations = VenueViolations.all

    static func location(of row: Row) -> String? { Operation.basePath + "/venues/\(row.int(0))" }
}

/// What the constraints of venues mean to a caller.
enum VenueViolations {
    static let all = [
        "venues_time_zone_known": Problem.invalid([
            .pointer("/time_zone", "is not a time zone of the IANA database")
        ])
    ]
}

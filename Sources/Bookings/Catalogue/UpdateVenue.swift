internal import API

/// Changes a venue of the catalogue.
enum UpdateVenue: ChangeEndpoint {
    static let operation = Operation(
        .patch, "/admin/venues/{id}", "Change a venue", access: .admin)

    static let id = Path<Int>("id", "The venue's id.")
    static let name = Body<Line>(optional: "name", "The name as shown.")
    static let seats = Body<Int>(optional: "seats", in: 1...100_000, "How many guests fit in.")
    static let timeZone = Body<String>(
        optional: "time_zone", length: 1...100,
        "The IANA name of the time zone, such as Europe/Berlin.")
    static let hourlyRate = Body<Money>(optional: "hourly_rate", "The price of an hour.")
    static let currency = Body<Currency>(optional: "currency", "The currency, by ISO 4217.")
    static let openingHours = Body<OpeningHours>(
        optional: "opening_hours", "When it is open, by weekday.")

    static let present: PreparedSQL? = PreparedSQL(
        columns, "FROM venues v WHERE v.id = \(id) FOR NO KEY UPDATE OF v")
    static let change = PreparedSQL(
        """
        WITH v AS (
            UPDATE venues
               SET name = coalesce(\(name), name),
                   seats = coalesce(\(seats), seats),
                   time_zone = coalesce(\(timeZone), time_zone),
                   hourly_rate_minor = coalesce(\(hourlyRate), hourly_rate_minor),
                   currency = coalesce(\(currency), currency),
                   opening_hours = coalesce(\(openingHours)::jsonb, opening_hours)
             WHERE id = \(id) RETURNING *
        )
        SELECT \(columns: columns) FROM v
        """)
    static let columns = VenueColumns.all
    static let encoder = RowEncoder(json: columns)
    static let violations = VenueViolations.all
}

internal import API

/// One venue. A retired one can still be looked up: bookings of it show its id.
enum GetVenue: ResourceEndpoint {
    static let operation = Operation(.get, "/venues/{id}", "Get a venue", access: .anyone)

    static let id = Path<Int>("id", "The venue's id.")

    static let columns = VenueColumns.all
    static let source = PreparedSQL(columns, "FROM venues v WHERE v.id = \(id)")
    static let encoder = RowEncoder(json: columns)

    static let cacheControl = "public, max-age=60"
}

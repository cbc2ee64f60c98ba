internal import API

/// The venues that can be booked, smallest first.
///
/// Opening hours are one `jsonb` value and are copied through: a venue's week never becomes Swift
/// objects.
enum ListVenues: ListEndpoint {
    static let operation = Operation(.get, "/venues", "List venues", access: .anyone)

    static let seats = Query<Int>(
        "seats", default: 0, in: 0...100_000, "Fewest seats the venue must have.")

    static let list = List(
        VenueColumns.all, of: "venues v", where: "v.retired_at IS NULL AND v.seats >= \(seats)",
        orderedBy: [.int("v.seats"), .int("v.id")])

    static let cacheControl = "public, max-age=60"
}

/// What a venue looks like. The table is `venues v`.
enum VenueColumns {
    static let all: [Column] = [
        .int("id", "v.id"),
        .text("name", "v.name"),
        .int("seats", "v.seats"),
        .text("time_zone", "v.time_zone"),
        .money("hourly_rate", "v.hourly_rate_minor"),
        .text("currency", "v.currency"),
        .json("opening_hours", "v.opening_hours"),
    ]
}

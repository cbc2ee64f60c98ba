internal import API

/// The programs that take place in the hall; the regular ones have a weekday and times.
enum ListPrograms: ListEndpoint {
    static let operation = Operation(.get, "/programs", "List programs", access: .anyone)

    static let regular = Query<Bool>(
        "regular", "Only programs that take place every week, or only those that do not.")

    static let list = List(
        ProgramColumns.all, of: "programs p",
        where: "p.retired_at IS NULL \(when: regular, "AND p.regular = \(regular)")",
        orderedBy: [.text("p.name"), .int("p.id")],
        joining: ProgramColumns.joinVenue)

    static let cacheControl = "public, max-age=60"
}

/// What a program looks like. The tables are `programs p` and `venues v`.
enum ProgramColumns {
    static let all: [Column] = [
        .int("id", "p.id"),
        .text("name", "p.name"),
        .text("description", "p.description"),
        .bool("regular", "p.regular"),
        .int("weekday", "p.weekday").orNull,
        .time("starts_at", "p.starts_at").orNull,
        .time("ends_at", "p.ends_at").orNull,
        .object("venue", [.int("id", "v.id"), .text("name", "v.name")]),
    ]

    static let joinVenue = "JOIN venues v ON v.id = p.venue_id"
}

internal import API

/// Everybody's bookings, newest start first.
enum ListAllBookings: ListEndpoint {
    static let operation = Operation(
        .get, "/admin/bookings", "List all bookings", access: .admin)

    static let status = Query<BookingStatus>("status", "Only bookings with this status.")
    static let venue = Query<Int>("venue", "Only bookings of the venue with this id.")
    static let user = Query<Int>("user", "Only bookings of the member with this id.")
    static let series = Query<Int>("series", "Only bookings of the series with this id.")
    static let search = Query<String>(
        "search", length: 1...200,
        "Only bookings whose reference begins with this, or whose customer's name or e-mail address holds it, in any case."
    )

    static let list = List(
        BookingColumns.all, of: "bookings b",
        where: """
            TRUE
            \(when: status, "AND b.status = \(status)")
            \(when: venue, "AND b.venue_id = \(venue)")
            \(when: user, "AND b.user_id = \(user)")
            \(when: series, "AND b.series_id = \(series)")
            \(when: Span.from, "AND b.start_datetime >= \(Span.from)")
            \(when: Span.to, "AND b.start_datetime < \(Span.to)")
            \(when: search, BookingSearch.condition(search))
            """,
        orderedBy: BookingColumns.order, .descending, joining: BookingColumns.joinAll,
        tally: BookingTally.by(status))

    static func check(_ values: ParameterValues) -> [Fault] { Span.check(values) }
}

/// The numbers of bookings by day of start and status, which triggers keep.
enum BookingTally {
    static func by(_ status: Query<BookingStatus>) -> List.Tally {
        List.Tally(
            "booking_counts", day: "day", count: "bookings",
            where: "TRUE \(when: status, "AND status = \(status)")")
    }
}

/// How bookings are searched.
enum BookingSearch {
    /// Each branch has an index of its own: the unique one on references, which are compared byte
    /// by byte, and the trigrams of names and e-mail addresses. The array makes the planner look
    /// the customers up first; with `IN` it walks through all bookings and asks of each whether its
    /// customer is among them.
    static func condition(_ search: Query<String>) -> SQL {
        """
        AND (b.booking_reference >= upper(\(search))
             AND b.booking_reference < upper(\(search)) || '~'
             OR b.user_id = ANY (ARRAY(
                 SELECT s.id FROM users s
                  WHERE s.name ILIKE '%' || \(LikePattern.escaped(search)) || '%'
                     OR s.email ILIKE '%' || \(LikePattern.escaped(search)) || '%')))
        """
    }
}

/// Text in patterns of `LIKE`.
enum LikePattern {
    /// The parameter with the characters escaped that mean something in a pattern.
    static func escaped(_ parameter: Query<String>) -> SQL {
        #"replace(replace(replace(\#(parameter), '\', '\\'), '%', '\%'), '_', '\_')"#
    }
}

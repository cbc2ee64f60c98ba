internal import API

/// Everybody's bookings, newest start first.
enum ListAllBookings: Endpoint {
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

    static var parameters: [ParameterDeclaration] { BookingsByCustomer.parameters }
    static var statements: [CheckedStatement] {
        BookingsByCustomer.statements + BookingsByReference.statements
    }
    static var success: Success { BookingsByCustomer.success }

    static func respond(to call: Call) throws {
        if let text = call.values[search], BookingSearch.mayBeReference(text) {
            try BookingsByReference.respond(to: call)
        } else {
            try BookingsByCustomer.respond(to: call)
        }
    }
}

/// The parts of the lists of everybody's bookings.
private protocol AllBookings: ListEndpoint {}

extension AllBookings {
    static var operation: Operation { ListAllBookings.operation }

    static func check(_ values: ParameterValues) -> [Fault] { Span.check(values) }

    fileprivate static func bookings(_ search: SQL) -> List {
        List(
            BookingColumns.all, of: "bookings b",
            where: """
                TRUE
                \(when: ListAllBookings.status, "AND b.status = \(ListAllBookings.status)")
                \(when: ListAllBookings.venue, "AND b.venue_id = \(ListAllBookings.venue)")
                \(when: ListAllBookings.user, "AND b.user_id = \(ListAllBookings.user)")
                \(when: ListAllBookings.series, "AND b.series_id = \(ListAllBookings.series)")
                \(when: Span.from, "AND b.start_datetime >= \(Span.from)")
                \(when: Span.to, "AND b.start_datetime < \(Span.to)")
                \(search)
                """,
            orderedBy: BookingColumns.order, .descending, joining: BookingColumns.joinAll,
            tally: BookingTally.by(ListAllBookings.status))
    }
}

/// All of them, and what is searched for by customer.
private enum BookingsByCustomer: AllBookings {
    static let list = bookings(
        "\(when: ListAllBookings.search, BookingSearch.ofCustomer(ListAllBookings.search))")
}

/// What is searched for by customer or reference.
private enum BookingsByReference: AllBookings {
    static let list = bookings(BookingSearch.ofEither(ListAllBookings.search))
}

/// The numbers of bookings by day of start and status, which triggers keep.
enum BookingTally {
    static func by(_ status: Query<BookingStatus>) -> List.Tally {
        List.Tally(
            "booking_counts", day: "day", count: "bookings",
            where: "TRUE \(when: status, "AND status = \(status)")")
    }
}

/// How bookings are searched: planned anew for each word, since the customers' bookings are the best
/// way to a rare name, and to one that many have it is the list itself.
enum BookingSearch {
    /// What each reference begins with.
    private static let referenceStart = "GH-"

    /// Whether a reference may begin with a text. If none does, one condition is enough.
    static func mayBeReference(_ text: String) -> Bool {
        referenceStart.hasPrefix(text.prefix(referenceStart.count).uppercased())
    }

    static func ofCustomer(_ search: Query<String>) -> SQL {
        "AND b.user_id IN (\(SQL.plannedAnew) \(customers(search)))"
    }

    /// Each branch has an index of its own: the unique one on references, which are compared byte
    /// by byte, and the trigrams of names and e-mail addresses. The array makes the planner look
    /// the customers up first; with `IN` beside `OR` it walks through all bookings and asks of each
    /// whether its customer is among them.
    static func ofEither(_ search: Query<String>) -> SQL {
        """
        AND (b.booking_reference >= upper(\(search))
             AND b.booking_reference < upper(\(search)) || '~'
             OR b.user_id = ANY (ARRAY(\(SQL.plannedAnew) \(customers(search)))))
        """
    }

    private static func customers(_ search: Query<String>) -> SQL {
        """
        SELECT s.id FROM users s
         WHERE s.name ILIKE '%' || \(LikePattern.escaped(search)) || '%'
            OR s.email ILIKE '%' || \(LikePattern.escaped(search)) || '%'
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

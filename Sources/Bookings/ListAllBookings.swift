internal import API

/// Everybody's bookings by start, newest or oldest first.
///
/// Each order is a list of its own, whose cursors the other one refuses. Both walk the same indexes,
/// so a page costs the same either way.
enum ListAllBookings: Endpoint {
    static let operation = Operation(
        .get, "/admin/bookings", "List all bookings", access: .admin)

    static let order = Query<StartOrder>(
        "order", default: .desc, "Whether the latest start comes first (`desc`) or last (`asc`).")

    static var parameters: [ParameterDeclaration] { .of(order) + NewestFirst.parameters }
    static var statements: [CheckedStatement] { NewestFirst.statements + OldestFirst.statements }
    static var success: Success { NewestFirst.success }
    static let isTagged = NewestFirst.isTagged

    static func respond(to call: Call) throws {
        switch call.values[order] {
        case .asc: try OldestFirst.respond(to: call)
        default: try NewestFirst.respond(to: call)
        }
    }
}

/// Which way bookings are ordered by their start.
enum StartOrder: String, ChoiceContent { case asc, desc }

/// All bookings in one of the two orders.
private protocol AllBookings: ListEndpoint {}

extension AllBookings {
    static var operation: Operation { ListAllBookings.operation }

    static func check(_ values: ParameterValues) -> [Fault] { Span.check(values) }
}

private enum NewestFirst: AllBookings { static let list = AllBookingsList.ordered(.descending) }

private enum OldestFirst: AllBookings { static let list = AllBookingsList.ordered(.ascending) }

/// The parts of both lists.
private enum AllBookingsList {
    static let status = Query<BookingStatus>("status", "Only bookings with this status.")
    static let venue = Query<Int>("venue", "Only bookings of the venue with this id.")
    static let user = Query<Int>("user", "Only bookings of the member with this id.")
    static let series = Query<Int>("series", "Only bookings of the series with this id.")
    static let search = Query<String>(
        "search", length: 1...200,
        "Only bookings whose reference begins with this, or whose customer's name or e-mail address holds it, in any case."
    )

    static func ordered(_ direction: List.Direction) -> List {
        List(
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
            orderedBy: BookingColumns.order, direction, joining: BookingColumns.joinAll,
            tally: BookingTally.by(status))
    }
}

/// The numbers of bookings by day of start and status, which triggers keep.
enum BookingTally {
    static func by(_ status: Query<BookingStatus>) -> List.Tally {
        List.Tally(
            "booking_counts", day: "day", count: "bookings",
            where: "TRUE \(when: status, "AND status = \(status)")")
    }
}

/// How bookings are searched: planned anew for each word, since the trigrams are the best way to a
/// rare name, and the worst to a letter.
enum BookingSearch {
    /// Each branch has an index of its own: references in capitals, which are compared byte by byte
    /// and so end before the text with the last character of all behind it; and the trigrams of
    /// names and e-mail addresses. The array makes the planner look the customers up first; with
    /// `IN` it walks through all bookings and asks of each whether its customer is among them.
    static func condition(_ search: Query<String>) -> SQL {
        """
        AND (upper(b.booking_reference) >= upper(\(search) COLLATE "C")
             AND upper(b.booking_reference) < upper(\(search) COLLATE "C") || chr(1114111)
             OR b.user_id = ANY (ARRAY(\(SQL.plannedAnew)
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

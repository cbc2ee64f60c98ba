internal import API

/// The bookings that start today, by the calendar and clock of each booking's venue.
enum ListTodaysBookings: ListEndpoint {
    static let operation = Operation(
        .get, "/admin/bookings/today", "List today's bookings", access: .admin)

    static let status = Query<BookingStatus>("status", "Only bookings with this status.")

    static let list = List(
        BookingColumns.all, of: "bookings b",
        where: """
            b.start_datetime > now() - interval '2 days' AND b.start_datetime < now() + interval '2 days'
            AND EXISTS (SELECT FROM venues p
                         WHERE p.id = b.venue_id
                           AND (b.start_datetime AT TIME ZONE p.time_zone)::date
                             = (now() AT TIME ZONE p.time_zone)::date)
            \(when: status, "AND b.status = \(status)")
            """,
        orderedBy: BookingColumns.order, joining: BookingColumns.joinAll)
}

internal import API
internal import JSON
internal import Postgres

/// Changes a booking of the caller's that has not begun.
///
/// Another time or more guests make a confirmed booking pending again; a new time and new items are
/// paid at today's prices.
enum UpdateBooking: Endpoint {
    static let operation = Operation(
        .patch, "/bookings/{id}", "Change a booking", access: .member)

    static let id = Path<Int>("id", "The booking's id.")
    static let guests = Body<Int>(optional: "guests", in: 1...100_000, "How many people come.")

    private static let columns = BookingColumns.own
    private static let encoder = RowEncoder(json: columns)
    private static let verdictField = columns.flatMap(\.leaves).count
    private static let results =
        columns + [.text("verdict", "coalesce(present.obstacle, 'done')")] + BookingFaults.columns

    private static let hold = BookingWishes.hold(
        booking: "\(id)", items: BookingWishes.itemIDs)
    private static let present = PreparedSQL(
        columns,
        """
        FROM bookings b \(text: BookingColumns.joinVenue)
        WHERE b.id = \(id) AND b.user_id = \(Caller.id)
        """)

    private static let clock = BookingTimes.clock(
        of: "SELECT venue_id FROM bookings WHERE id = \(id) AND user_id = \(Caller.id)")

    private static let change = PreparedSQL(
        """
        WITH present AS MATERIALIZED (
            SELECT *, CASE WHEN NOT holds_venue(status) THEN 'closed'
                           WHEN start_datetime <= now() THEN 'started' END AS obstacle
              FROM bookings WHERE id = \(id) AND user_id = \(Caller.id)
        ), given AS MATERIALIZED (
            SELECT \(BookingWishes.itemIDs) AS item_ids,
                   \(BookingWishes.quantities) AS quantities
        ), items_present AS MATERIALIZED (
            SELECT coalesce(array_agg(item_id ORDER BY item_id), '{}') AS ids,
                   coalesce(array_agg(quantity ORDER BY item_id), '{}') AS quantities
              FROM booking_items WHERE booking_id = \(id)
        ), fault AS MATERIALIZED (
            SELECT fault.*
              FROM present, given, booking_faults(
                       NULL, \(hole: BookingTimes.starts), \(hole: BookingTimes.ends),
                       \(guests)::int4, given.item_ids, given.quantities, present.id) AS fault
             WHERE obstacle IS NULL
        ), wanted AS MATERIALIZED (
            SELECT present.id, present.venue_id, field.*, wish.*,
                   (field.start_datetime, field.end_datetime)
                   IS DISTINCT FROM (present.start_datetime, present.end_datetime) AS is_moved,
                   (wish.ids, wish.quantities)
                   IS DISTINCT FROM (items_present.ids, items_present.quantities)
                   AS has_other_items,
                   field.guests > present.guests AS is_larger
              FROM present
             CROSS JOIN items_present
             CROSS JOIN given
             CROSS JOIN LATERAL (
                    SELECT coalesce(\(hole: BookingTimes.starts),
                                    present.start_datetime) AS start_datetime,
                           coalesce(\(hole: BookingTimes.ends),
                                    present.end_datetime) AS end_datetime,
                           coalesce(\(guests)::int4, present.guests) AS guests,
                           coalesce(\(BookingWishes.notes), present.notes) AS notes) AS field
             CROSS JOIN LATERAL (
                    SELECT coalesce(array_agg(item_id ORDER BY item_id), '{}') AS ids,
                           coalesce(array_agg(quantity ORDER BY item_id), '{}') AS quantities
                      FROM unnest(coalesce(given.item_ids, items_present.ids),
                                  coalesce(given.quantities, items_present.quantities))
                           AS item (item_id, quantity)) AS wish
             WHERE obstacle IS NULL AND NOT EXISTS (SELECT FROM fault)
        ), gone AS (
            DELETE FROM booking_items USING wanted
             WHERE booking_id = wanted.id AND item_id <> ALL (wanted.ids)
        ), put AS (
            INSERT INTO booking_items AS kept (booking_id, item_id, quantity)
            SELECT wanted.id, item.item_id, item.quantity
              FROM wanted, unnest(wanted.ids, wanted.quantities) AS item (item_id, quantity)
             WHERE has_other_items
                ON CONFLICT (booking_id, item_id) DO UPDATE SET quantity = excluded.quantity
             WHERE kept.quantity <> excluded.quantity
        ), changed AS (
            UPDATE bookings
               SET start_datetime = wanted.start_datetime, end_datetime = wanted.end_datetime,
                   guests = wanted.guests, notes = wanted.notes,
                   status = CASE WHEN is_moved OR is_larger THEN 'pending'
                                 ELSE bookings.status END,
                   total_amount_minor = coalesce(price.amount_minor, bookings.total_amount_minor),
                   currency = coalesce(price.currency, bookings.currency),
                   -- Said here, as new items alone would not change the row.
                   version = bookings.version + 1
              FROM wanted
              LEFT JOIN LATERAL booking_price(
                        wanted.venue_id, wanted.start_datetime, wanted.end_datetime, wanted.ids,
                        wanted.quantities) AS price ON is_moved OR has_other_items
             WHERE bookings.id = wanted.id
               AND (is_moved OR has_other_items
                    OR (bookings.guests, bookings.notes)
                       IS DISTINCT FROM (wanted.guests, wanted.notes))
            RETURNING bookings.*
        ), b AS (
            SELECT * FROM changed
            UNION ALL
            SELECT * FROM bookings
             WHERE id = (SELECT id FROM present) AND NOT EXISTS (SELECT FROM changed)
        )
        SELECT \(columns: results)
          FROM b \(text: BookingColumns.joinVenue) CROSS JOIN present LEFT JOIN fault ON true
        """)

    static var parameters: [ParameterDeclaration] {
        .of(
            id, BookingTimes.newStart, BookingTimes.newEnd, guests, BookingWishes.notes,
            BookingWishes.items, BookingWishes.reason)
    }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(hold, []), CheckedStatement(present, columns),
            CheckedStatement(clock, BookingTimes.columns), CheckedStatement(change, results),
        ]
    }
    static let heedsIfMatch = true
    static let success = Success.json(.object(columns), "The booking as it is now.")
    static let violations = BookingFaults.violations

    static func respond(to call: Call) throws {
        var (values, areLocal) = BookingTimes.wished(call.values)
        try call.database.transaction { transaction in
            let before = try transaction.run(
                ([hold, present] + (areLocal ? [clock] : [])).map { $0.command(values) })
            guard before[1].count > 0 else { throw Problem.notFound() }
            try call.requireMatch(before[1][0], encoder)
            if areLocal { try BookingTimes.settle(&values, by: before[2]) }
            let rows = try transaction.commit(with: [change.command(values)])[0]
            try BookingFaults.check(rows, first: verdictField + 1)
            try BookingVerdict.check(rows[0].text(verdictField))
            try call.json { try encoder.write(rows[0], to: $0.output) }
            call.addTag()
        }
    }
}

internal import API
internal import Calendar
internal import Postgres

/// Makes the bookings of a series, or tells what is in the way: one statement for any number of
/// occurrences, in which each is priced and looked at as a booking of its own is.
enum SeriesStatement {
    private static let days = ParameterDeclaration.machinery("days", .text)
    private static let zone = ParameterDeclaration.machinery("zone", .text)
    private static let until = ParameterDeclaration.machinery("until", .timestamptz)
    private static let skips = ParameterDeclaration.machinery("skips", .bool)
    private static let starts = BookingTimes.starts
    private static let ends = BookingTimes.ends

    /// Adds what the statement takes besides the wish.
    static func set(
        _ values: inout ParameterValues, days: [Day], zone: String?, end: RecurrenceRule.End,
        skips: Bool
    ) {
        let dates = days.map { "\($0.daysSince2000)" }.joined(separator: ",")
        values.set(Self.days, .text("{\(dates)}"))
        values.set(Self.zone, zone.map(Value.text) ?? .null)
        if case .instant(let until) = end { values.set(Self.until, until.value) }
        values.set(Self.skips, .bool(skips))
    }

    /// The occurrences, but for those that begin after the rule's end.
    private static let occurrences: SQL = """
        SELECT occurrence.*
          FROM series_occurrences(
                   ARRAY(SELECT date '2000-01-01' + day
                           FROM unnest(\(hole: days)::int[]) AS day),
                   \(hole: zone), \(hole: starts), \(hole: ends)) AS occurrence
         WHERE (coalesce(starts, local_start AT TIME ZONE \(hole: zone)) > \(hole: until))
               IS NOT TRUE
        """

    /// What is wrong with the wish whenever it is: times are left out when it is asked for.
    private static let faults: SQL = """
        SELECT fault.pointer, fault.detail
          FROM wish, booking_faults(\(CreateBooking.venue), NULL, NULL,
                                    \(CreateBooking.guests)::int4, item_ids, quantities) AS fault
        UNION ALL
        SELECT '/end_datetime', 'must be after start_datetime'
         WHERE \(hole: starts) >= \(hole: ends)
        UNION ALL
        SELECT '/recurrence', 'must have 1 to \(text: "\(RecurrenceRule.mostOccurrences)") occurrences'
          FROM occurrence
        HAVING \(hole: zone) IS NOT NULL
           AND count(*) NOT BETWEEN 1 AND \(text: "\(RecurrenceRule.mostOccurrences)")
        UNION ALL
        (SELECT '/recurrence',
                format('must not have occurrences that overlap: from %s until %s and from %s on',
                       rfc3339(starts), rfc3339(ends), rfc3339(next_starts))
           FROM (SELECT starts, ends, lead(starts) OVER (ORDER BY starts) AS next_starts
                   FROM occurrence WHERE starts < ends) AS occurrence
          WHERE ends > next_starts ORDER BY starts LIMIT 1)
        """

    /// The first thing in the way of each occurrence that cannot be booked.
    ///
    /// Items go by their ids, since names have any length and there may be hundreds of these.
    private static let obstacles: SQL = """
        SELECT local_start, false AS is_conflict, pointer, fault AS detail,
               NULL::timestamptz AS taken_from, NULL::timestamptz AS taken_until
          FROM occurrence
         WHERE fault IS NOT NULL AND NOT EXISTS (SELECT FROM fault)
        UNION ALL
        SELECT local_start, obstacle.*
          FROM wish, occurrence
         CROSS JOIN LATERAL (
                SELECT is_conflict, pointer,
                       CASE WHEN item_id IS NULL THEN detail
                            ELSE format('only %s of item %s are left at this time', available,
                                        item_id) END,
                       taken_from, taken_until
                  FROM booking_faults(\(CreateBooking.venue), starts, ends, NULL, item_ids,
                                      quantities) WITH ORDINALITY
                       AS fault (is_conflict, pointer, detail, item_id, available, taken_from,
                                 taken_until, place)
                 ORDER BY place LIMIT 1) AS obstacle
         WHERE occurrence.fault IS NULL AND NOT EXISTS (SELECT FROM fault)
        """

    static let make = PreparedSQL(
        """
        WITH wish AS MATERIALIZED (
            SELECT coalesce(\(BookingWishes.itemIDs), '{}') AS item_ids,
                   coalesce(\(BookingWishes.quantities), '{}') AS quantities
        ), occurrence AS MATERIALIZED (
            \(occurrences)
        ), fault AS MATERIALIZED (
            \(faults)
        ), obstacle AS MATERIALIZED (
            \(obstacles)
        ), bookable AS MATERIALIZED (
            SELECT starts, ends FROM occurrence
             WHERE NOT EXISTS (SELECT FROM fault)
               AND CASE WHEN \(hole: skips)
                        THEN local_start NOT IN (SELECT local_start FROM obstacle)
                        ELSE NOT EXISTS (SELECT FROM obstacle) END
        ), series AS (
            INSERT INTO booking_series (user_id, venue_id, rule, start_datetime, end_datetime,
                                        time_zone)
            SELECT \(Caller.id), \(CreateBooking.venue), \(BookingSeries.rule), \(hole: starts),
                   \(hole: ends), \(hole: zone)
             WHERE EXISTS (SELECT FROM bookable)
            RETURNING id
        ), b AS (
            INSERT INTO bookings (user_id, venue_id, start_datetime, end_datetime, guests,
                                  total_amount_minor, currency, notes, series_id)
            SELECT \(Caller.id), \(CreateBooking.venue), starts, ends,
                   \(CreateBooking.guests)::int4, price.amount_minor, price.currency,
                   coalesce(\(BookingWishes.notes), ''), series.id
              FROM bookable, wish, series,
                   booking_price(\(CreateBooking.venue), starts, ends, item_ids, quantities)
                       AS price
             ORDER BY starts
            RETURNING *
        ), i AS (
            INSERT INTO booking_items (booking_id, item_id, quantity)
            SELECT b.id, item.id, item.quantity
              FROM b, wish, unnest(item_ids, quantities) AS item (id, quantity)
        )
        SELECT \(columns: BookingSeries.booked + BookingSeries.more + BookingFaults.columns)
          FROM (SELECT NULL::timestamp AS local_start, false AS is_conflict, pointer, detail,
                       NULL::timestamptz AS taken_from, NULL::timestamptz AS taken_until
                  FROM fault
                UNION ALL
                SELECT * FROM obstacle) AS fault
          FULL JOIN b ON false
         ORDER BY b.start_datetime, fault.local_start
        """)
}

internal import API
internal import JSON
internal import Postgres

/// Books a venue, with items, once or again and again. An admin confirms or rejects it.
///
/// Two bookings cannot overlap and items cannot be promised twice, since constraints of the database
/// forbid it; what is wrong with a wish is found before, all of it, under locks on the venue and the
/// items.
enum CreateBooking: Endpoint {
    static let operation = Operation(
        .post, "/bookings", "Book a venue", access: .member, creates: true)

    static let venue = Body<Int>("venue_id", "The venue's id.")
    static let guests = Body<Int>("guests", in: 1...100_000, "How many people come.")

    private static let columns = BookingColumns.own
    private static let encoder = RowEncoder(json: columns)
    private static let firstFault = columns.flatMap(\.leaves).count

    private static let starts = BookingTimes.starts
    private static let ends = BookingTimes.ends

    static let hold = BookingWishes.hold(venue: "\(venue)", items: BookingWishes.itemIDs)
    static let clock = BookingTimes.clock(of: "\(venue)")

    private static let make = PreparedSQL(
        """
        WITH wish AS MATERIALIZED (
            SELECT coalesce(\(BookingWishes.itemIDs), '{}') AS item_ids,
                   coalesce(\(BookingWishes.quantities), '{}') AS quantities
        ), fault AS MATERIALIZED (
            SELECT fault.* FROM wish, booking_faults(
                \(venue), \(hole: starts), \(hole: ends), \(guests)::int4, item_ids,
                quantities) AS fault
        ), b AS (
            INSERT INTO bookings (user_id, venue_id, start_datetime, end_datetime, guests,
                                  total_amount_minor, currency, notes)
            SELECT \(Caller.id), \(venue), \(hole: starts), \(hole: ends), \(guests)::int4,
                   price.amount_minor, price.currency, coalesce(\(BookingWishes.notes), '')
              FROM wish, booking_price(
                       \(venue), \(hole: starts), \(hole: ends), item_ids, quantities) AS price
             WHERE NOT EXISTS (SELECT FROM fault)
            RETURNING *
        ), i AS (
            INSERT INTO booking_items (booking_id, item_id, quantity)
            SELECT b.id, item.id, item.quantity
              FROM b, wish, unnest(item_ids, quantities) AS item (id, quantity)
        )
        SELECT \(columns: columns + BookingFaults.columns)
          FROM fault FULL JOIN b ON false LEFT JOIN venues v ON v.id = b.venue_id
        """)

    static var parameters: [ParameterDeclaration] {
        .of(
            venue, BookingTimes.start, BookingTimes.end, guests, BookingWishes.notes,
            BookingWishes.items, BookingSeries.rule, BookingSeries.onConflict)
    }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(hold, []), CheckedStatement(clock, BookingTimes.columns),
            CheckedStatement(make, columns + BookingFaults.columns),
        ] + BookingSeries.statements
    }
    static let success = Success.json(
        .oneOf([.object(columns), BookingSeries.schema]), status: 201,
        "The booking, pending; with a recurrence what was booked, and what was skipped and why.")
    static let violations = BookingFaults.violations

    static func respond(to call: Call) throws {
        let faults = BookingSeries.check(call.values)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        try call.create { run in
            if let rule = call.values[BookingSeries.rule] {
                return try BookingSeries.create(by: rule, call, run)
            }
            var (values, areLocal) = BookingTimes.wished(call.values)
            if areLocal {
                try BookingTimes.settle(&values, by: run([clock.command(values)])[0])
            }
            let rows = try run([hold.command(values), make.command(values)])[1]
            try BookingFaults.check(rows, first: firstFault)
            call.reply.add("Location", "\(Operation.basePath)/bookings/\(rows[0].int(0))")
            try call.json(status: 201) { try encoder.write(rows[0], to: $0.output) }
            call.addTag()
        }
    }
}

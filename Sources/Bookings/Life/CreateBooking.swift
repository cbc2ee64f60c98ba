internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// Books a venue, with items. An admin confirms or rejects it.
///
/// Two bookings cannot overlap and items cannot be promised twice, since constraints of the database
/// forbid it; what is wrong with a wish is found before, all of it, under locks on the venue and the
/// items.
enum CreateBooking: Endpoint {
    static let operation = Operation(
        .post, "/bookings", "Book a venue", access: .member, creates: true)

    static let venue = Body<Int>("venue_id", "The venue's id.")
    static let start = Body<Instant>("start_datetime", "When the booking begins.")
    static let end = Body<Instant>("end_datetime", "When it ends.")
    static let guests = Body<Int>("guests", in: 1...100_000, "How many people come.")

    private static let columns = BookingColumns.own
    private static let encoder = RowEncoder(json: columns)
    private static let firstFault = columns.flatMap(\.leaves).count

    private static let hold = BookingWishes.hold(
        venue: "\(venue)", items: BookingWishes.itemIDs)

    private static let make = PreparedSQL(
        """
        WITH wish AS MATERIALIZED (
            SELECT coalesce(\(BookingWishes.itemIDs), '{}') AS item_ids,
                   coalesce(\(BookingWishes.quantities), '{}') AS quantities
        ), fault AS MATERIALIZED (
            SELECT fault.* FROM wish, booking_faults(
                \(venue), \(start), \(end), \(guests)::int4, item_ids, quantities) AS fault
        ), b AS (
            INSERT INTO bookings (user_id, venue_id, start_datetime, end_datetime, guests,
                                  total_amount_minor, currency, notes)
            SELECT \(Caller.id), \(venue), \(start), \(end), \(guests)::int4,
                   price.amount_minor, price.currency, coalesce(\(BookingWishes.notes), '')
              FROM wish, booking_price(\(venue), \(start), \(end), item_ids, quantities) AS price
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
        .of(venue, start, end, guests, BookingWishes.notes, BookingWishes.items)
    }
    static var statements: [CheckedStatement] {
        [CheckedStatement(hold, []), CheckedStatement(make, columns + BookingFaults.columns)]
    }
    static let success = Success.json(.object(columns), status: 201, "The booking, pending.")
    static let violations = BookingFaults.violations

    static func respond(to call: Call) throws {
        try call.create { run in
            let rows = try run([hold.command(call.values), make.command(call.values)])[1]
            try BookingFaults.check(rows, first: firstFault)
            call.reply.add("Location", "\(Operation.basePath)/bookings/\(rows[0].int(0))")
            try call.json(status: 201) { try encoder.write(rows[0], to: $0.output) }
            call.addTag()
        }
    }
}

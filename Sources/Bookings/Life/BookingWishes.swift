internal import API
internal import Calendar
internal import Postgres

/// What bookings are made and changed with, said once.
enum BookingWishes {
    /// Items of a booking at the most.
    private static let mostItems = 100

    static let notes = Body<String>(
        optional: "notes", length: 0...4_000, "What the hall should know.")
    static let items = Body<Objects>(
        optional: "items",
        of: .of(
            Body<Int>("item_id", "The item's id."),
            Body<Int>("quantity", in: 1...100_000, "How many of it.")),
        most: mostItems, "Items that come with the venue.")
    static let reason = Body<String>(
        optional: "reason", length: 1...1_000, "Why, for the booking's history.")

    /// One member of all items as an array, in their order; null if none were given.
    private static func array(_ member: String, _ type: String) -> SQL {
        """
        CASE WHEN \(items)::text IS NOT NULL THEN ARRAY(
            SELECT (item ->> '\(text: member)')::\(text: type)
              FROM jsonb_array_elements(\(items)::jsonb) WITH ORDINALITY AS items (item, place)
             ORDER BY place) END
        """
    }

    static let itemIDs = array("item_id", "int8")
    static let quantities = array("quantity", "int4")

    /// Says who acts and why, for the history, and locks what is to be changed: the first statement
    /// of each pipeline that writes bookings.
    static func hold(booking: SQL = "NULL", venue: SQL = "NULL", items: SQL = "NULL") -> PreparedSQL
    {
        PreparedSQL(
            """
            SELECT FROM hold_for_booking(
                \(Caller.id), \(reason)::text, (\(booking))::int8, (\(venue))::int8,
                (\(items))::int8[])
            """)
    }
}

/// What is wrong with a booking as it is wished, as rows: the fields behind a booking's own.
enum BookingFaults {
    static let columns: [Column] = [
        .bool("is_conflict", "fault.is_conflict").orNull,
        .text("pointer", "fault.pointer").orNull, .text("detail", "fault.detail").orNull,
        .instant("taken_from", "fault.taken_from").orNull,
        .instant("taken_until", "fault.taken_until").orNull,
    ]

    /// Refuses a wish with all its faults: 409 if only others' bookings are in the way, else 422.
    /// - Parameters:
    ///   - first: the field of `is_conflict`.
    ///   - occurrence: the field that says which of several occurrences a fault concerns.
    static func check(_ rows: Rows, first: Int, occurrence: Int? = nil) throws {
        var faults: [Fault] = []
        var isConflict = true
        for index in 0..<rows.count {
            let row = rows[index]
            guard !row.isNull(first) else { continue }
            isConflict = isConflict && row.bool(first)
            let place = occurrence.flatMap(row.optionalText).map { "\($0): " } ?? ""
            faults.append(.pointer(row.text(first + 1), place + text(row, first)))
        }
        guard !faults.isEmpty else { return }
        throw isConflict
            ? Problem(.conflict, "Other bookings are in the way.", faults: faults)
            : Problem.invalid(faults)
    }

    private static func text(_ row: Row, _ first: Int) -> String {
        let detail = row.text(first + 2)
        guard !row.isNull(first + 3) else { return detail }
        let from = Instant(microseconds: row.int(first + 3))
        let until = Instant(microseconds: row.int(first + 4))
        return "\(detail): from \(from.text) until \(until.text)"
    }

    /// What the constraints that make collisions impossible mean, should a writer meet them.
    static let violations = [
        "bookings_no_overlap": Problem(
            .conflict, "Other bookings are in the way.",
            faults: [.pointer("/start_datetime", "the venue is taken at this time")]),
        "bookings_outside_holds": Problem(
            .conflict, "Other bookings are in the way.",
            faults: [.pointer("/start_datetime", "the venue is taken at this time")]),
        "booking_items_within_quantity": Problem(
            .conflict, "Other bookings are in the way.",
            faults: [.pointer("/items", "not enough is left at this time")]),
    ]
}

internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// Books a venue again and again: all that ``CreateBooking`` does when it is given a rule.
///
/// The rule recurs by the venue's clock, so that 19:00 stays 19:00 when the clock is put forward or
/// back. An occurrence whose local time does not exist then, or is there twice, is never moved to
/// another: it is in the way as another's booking is.
enum BookingSeries {
    static let rule = Body<RecurrenceRule>(
        optional: "recurrence",
        "An RFC 5545 rule by the venue's clock: FREQ=DAILY, WEEKLY or MONTHLY, INTERVAL, BYDAY, BYMONTHDAY, WKST, and COUNT or UNTIL. It gives 366 occurrences at the most, the first at start_datetime."
    )
    static let onConflict = Body<OnConflict>(
        optional: "on_conflict",
        "With recurrence: whether nothing is booked if one occurrence cannot be (fail, as if nothing is said), or the others are (skip; if there are no others, the answer is that of fail)."
    )

    /// A series as it is kept. The table is `booking_series s`.
    static let columns: [Column] = [
        .int("id", "s.id"), .int("venue_id", "s.venue_id"), .text("recurrence", "s.rule"),
        .instant("start_datetime", "s.start_datetime"),
        .instant("end_datetime", "s.end_datetime"),
        .text("time_zone", "s.time_zone"), .instant("created_at", "s.created_at"),
    ]

    /// A booking in the list of those made: no more of it, since the whole answer must fit a buffer
    /// to be kept for an `Idempotency-Key`.
    static let booked: [Column] = [
        .int("id", "b.id"), .text("booking_reference", "b.booking_reference"),
        .instant("start_datetime", "b.start_datetime"),
        .instant("end_datetime", "b.end_datetime"),
        .money("total_amount", "b.total_amount_minor"),
    ]

    /// What else a row has: the series and its currency, or the occurrence that a fault concerns.
    static let more: [Column] = [
        .int("series_id", "b.series_id"), .text("currency", "b.currency"),
        .text("local_start", "rtrim(rfc3339(fault.local_start AT TIME ZONE 'UTC'), 'Z')"),
    ]

    private static let encoder = RowEncoder(json: booked)
    private static let seriesField = booked.count
    private static let occurrenceField = seriesField + 2
    private static let firstFault = seriesField + more.count

    static let statements = [
        CheckedStatement(SeriesStatement.make, booked + more + BookingFaults.columns)
    ]

    static let schema = Schema.object([
        .init("series_id", .integer()), .init("recurrence", .string()),
        .init("time_zone", .string()), .init("currency", .string()),
        .init("booked", .array(.object(booked))),
        .init(
            "skipped",
            .array(
                .object([
                    .init("local_start", .string()),
                    .init("pointer", .string(format: "json-pointer")),
                    .init("reason", .string()),
                ]))),
    ])

    /// Refuses combinations of parameters that are each valid.
    static func check(_ values: ParameterValues) -> [Fault] {
        guard values[onConflict] != nil, values[rule] == nil else { return [] }
        return [.pointer("/on_conflict", "must not be given without recurrence")]
    }

    /// Books the occurrences, and answers with what was booked and what was not.
    static func create(by rule: RecurrenceRule, _ call: Call, _ run: Call.Run) throws {
        var values = BookingTimes.wished(call.values).values
        let clock = try BookingTimes.settle(
            &values, by: run([CreateBooking.clock.command(values)])[0])
        if let clock, !rule.includes(start: clock.day) {
            throw Problem.invalid([
                .pointer("/recurrence", "must give start_datetime as its first occurrence")
            ])
        }
        // The end may be an instant, which may fall before the last of these: the statement knows.
        let days = clock.map { rule.days(from: $0.day, most: RecurrenceRule.mostOccurrences + 3) }
        SeriesStatement.set(
            &values, days: days ?? [], zone: clock?.zone, end: rule.end,
            skips: call.values[onConflict] == .skip)
        let rows = try run([
            CreateBooking.hold.command(values), SeriesStatement.make.command(values),
        ])[1]
        guard rows.count > 0, !rows[0].isNull(0) else {
            return try BookingFaults.check(rows, first: firstFault, occurrence: occurrenceField)
        }
        try answer(rows, rule, zone: clock?.zone ?? "", call)
    }

    private static func answer(
        _ rows: Rows, _ rule: RecurrenceRule, zone: String, _ call: Call
    ) throws {
        let series = rows[0].int(seriesField)
        call.reply.add("Location", "\(Operation.basePath)/bookings?series=\(series)")
        try call.json(status: 201) { json in
            try json.object { json in
                try json.key("series_id")
                try json.int(series)
                try json.member("recurrence", rule.text)
                try json.member("time_zone", zone)
                try json.member("currency", rows[0].text(seriesField + 1))
                try json.array("booked") { json in
                    for index in 0..<rows.count where !rows[index].isNull(0) {
                        try json.separate()
                        try encoder.write(rows[index], to: json.output)
                    }
                }
                try json.array("skipped") { json in
                    for index in 0..<rows.count where rows[index].isNull(0) {
                        try json.object { try write(rows[index], to: &$0) }
                    }
                }
            }
        }
    }

    private static func write(_ skipped: Row, to json: inout JSONWriter) throws {
        try json.member("local_start", skipped.text(occurrenceField))
        try json.member("pointer", skipped.text(firstFault + 1))
        try json.member("reason", skipped.text(firstFault + 2))
    }
}

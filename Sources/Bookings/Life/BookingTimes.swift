internal import API
internal import Calendar
internal import Postgres

/// The times of a wish, and the instants that they are.
enum BookingTimes {
    static let start = Body<BookingTime>(
        "start_datetime", "When the booking begins; without an offset by the venue's clock.")
    static let end = Body<BookingTime>(
        "end_datetime", "When it ends; without an offset by the venue's clock.")
    static let newStart = Body<BookingTime>(
        optional: "start_datetime",
        "When the booking begins; without an offset by the venue's clock.")
    static let newEnd = Body<BookingTime>(
        optional: "end_datetime", "When it ends; without an offset by the venue's clock.")

    /// The instants, for statements; null if the wish says nothing of them.
    static let starts = ParameterDeclaration.machinery("starts", .timestamptz)
    static let ends = ParameterDeclaration.machinery("ends", .timestamptz)
    private static let localStart = ParameterDeclaration.machinery("local_start", .timestamp)
    private static let localEnd = ParameterDeclaration.machinery("local_end", .timestamp)

    /// Looks at a venue's clock: no row if there is no such venue.
    static func clock(of venue: SQL) -> PreparedSQL {
        PreparedSQL(
            """
            SELECT time_zone, (starts AT TIME ZONE time_zone)::date, starts,
                   local_time_fault(\(hole: localStart), time_zone), ends,
                   local_time_fault(\(hole: localEnd), time_zone)
              FROM venues
             CROSS JOIN LATERAL (
                    SELECT coalesce(\(hole: starts),
                                    (local_instants(\(hole: localStart), time_zone))[1]) AS starts,
                           coalesce(\(hole: ends),
                                    (local_instants(\(hole: localEnd), time_zone))[1]) AS ends
                   ) AS times
             WHERE id = (\(venue))
            """)
    }

    /// The columns of a clock row.
    static let columns: [Column] = [
        .text("time_zone"), .day("day"), .instant("starts"), .text("start_fault"),
        .instant("ends"), .text("end_fault"),
    ]

    /// A request's values with its times among them, and whether the venue's clock must be looked at
    /// to know what instants they are.
    static func wished(_ given: ParameterValues) -> (values: ParameterValues, areLocal: Bool) {
        var values = given
        var areLocal = false
        for (time, instant, local) in [
            (given[start], starts, localStart), (given[end], ends, localEnd),
        ] {
            switch time {
            case .instant(let time): values.set(instant, time.value)
            case .local(let time):
                values.set(local, .instant(time.microseconds))
                areLocal = true
            case nil: break
            }
        }
        return (values, areLocal)
    }

    /// Takes the instants that local times are, and what else the clock row tells.
    /// - Returns: the zone and the day on which the booking begins there; nil without a row.
    /// - Throws: 422 if a local time is no single instant.
    @discardableResult
    static func settle(
        _ values: inout ParameterValues, by clock: Rows
    ) throws(Problem) -> (zone: String, day: Day)? {
        guard clock.count > 0 else { return nil }
        let row = clock[0]
        var faults: [Fault] = []
        for (name, instant, field) in [("start_datetime", starts, 2), ("end_datetime", ends, 4)] {
            if let detail = row.optionalText(field + 1) {
                faults.append(.pointer("/\(name)", detail))
            } else if !row.isNull(field) {
                values.set(instant, .instant(row.int(field)))
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return (row.text(0), Day(daysSince2000: Int(row.int(1))))
    }
}

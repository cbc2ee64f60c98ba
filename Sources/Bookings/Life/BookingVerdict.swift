internal import API
internal import Postgres

/// Whether a booking's status can change, and why not.
enum BookingVerdict {
    static let column = Column.text("verdict", "present.verdict")

    /// Changes a booking's status if the verdict on it is `done`, and gives it as it is now with the
    /// verdict behind `columns`; no row if there is no such booking.
    static func change(
        _ columns: [Column], joining joins: String, where filter: SQL, verdict: SQL,
        to status: BookingStatus
    ) -> PreparedSQL {
        PreparedSQL(
            """
            WITH present AS MATERIALIZED (
                SELECT id, \(verdict) AS verdict FROM bookings WHERE \(filter)
            ), changed AS (
                UPDATE bookings SET status = '\(text: status.rawValue)' FROM present
                 WHERE bookings.id = present.id AND verdict = 'done'
                RETURNING bookings.*
            ), b AS (
                SELECT * FROM changed
                UNION ALL
                SELECT bookings.* FROM bookings JOIN present USING (id)
                 WHERE NOT EXISTS (SELECT FROM changed)
            )
            SELECT \(columns: columns + [column]) FROM present CROSS JOIN b \(text: joins)
            """)
    }

    /// - Throws: 404 if there was no such booking, 409 unless the verdict is that it was done.
    static func check(_ rows: Rows, _ columns: [Column]) throws(Problem) {
        guard rows.count > 0 else { throw .notFound() }
        try check(rows[0].text(columns.flatMap(\.leaves).count))
    }

    /// - Throws: 409 unless the verdict is that it was done.
    static func check(_ verdict: String) throws(Problem) {
        switch verdict {
        case "done": return
        case "started": throw Problem(.conflict, "The booking has begun already.")
        case "over": throw Problem(.conflict, "The booking's time is over.")
        default:
            throw Problem(.conflict, "The booking's status does not allow this any more.")
        }
    }
}

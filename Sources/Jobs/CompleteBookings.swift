public import API

/// Completes confirmed bookings that are over. Their history shows nobody as the actor: the system.
///
/// Those that have begun are found on the index by status and start; few of them are not over.
public enum CompleteBookings: Job {
    public static let statement = PreparedSQL(
        """
        WITH over AS (
            SELECT id FROM bookings
             WHERE status = 'confirmed' AND start_datetime < now() AND end_datetime <= now()
             ORDER BY start_datetime, id LIMIT \(hole: Jobs.most) FOR NO KEY UPDATE SKIP LOCKED
        ), completed AS (
            UPDATE bookings SET status = 'completed' FROM over WHERE bookings.id = over.id
        )
        SELECT count(*) FROM over
        """)
}

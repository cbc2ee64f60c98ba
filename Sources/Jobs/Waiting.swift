public import API
public import Configuration
public import Postgres

/// Ends holds whose time is over. Triggers hold the time for the next in line.
public enum ExpireHolds: Job {
    public static let statement = PreparedSQL(
        """
        SELECT expire_holds(ARRAY(
            SELECT DISTINCT venue_id
              FROM (SELECT venue_id FROM waiting_entries
                     WHERE status = 'held' AND hold_expires_at <= now()
                     ORDER BY hold_expires_at LIMIT \(hole: Jobs.most)) AS due))
        """)
}

/// Ends wishes for time that has begun.
public enum ExpireWishes: Job {
    public static let statement = PreparedSQL(
        """
        WITH past AS (
            SELECT id FROM waiting_entries WHERE status = 'waiting' AND start_datetime <= now()
             ORDER BY start_datetime LIMIT \(hole: Jobs.most) FOR UPDATE SKIP LOCKED
        ), expired AS (
            UPDATE waiting_entries SET status = 'expired' FROM past
             WHERE waiting_entries.id = past.id
        )
        SELECT count(*) FROM past
        """)
}

/// For how long time is held, which the triggers that hold it must find in the database.
public enum HoldTime {
    private static let seconds = ParameterDeclaration.machinery("seconds", .float8)

    static let statement = PreparedSQL(
        """
        UPDATE waiting_policy SET hold_time = make_interval(secs => \(hole: seconds))
         WHERE hold_time <> make_interval(secs => \(hole: seconds))
        """)

    /// Writes what the settings say.
    public static func write(
        to database: Connection, _ configuration: Configuration
    ) throws(DatabaseError) {
        var values = ParameterValues()
        values.set(seconds, .double(Double(configuration.number(Settings.holdSeconds))))
        _ = try database.run([statement.command(values)])
    }
}

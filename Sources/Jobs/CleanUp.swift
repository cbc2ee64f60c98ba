public import API
public import Configuration
internal import Postgres

/// Removes events that were kept long enough, with the log of their deliveries. Answers kept for
/// repeated requests, log-ins and guards against guessing are removed by what adds to them.
public enum CleanUp: Job {
    private static let age = ParameterDeclaration.machinery("age", .float8)

    public static let statement = PreparedSQL(
        """
        WITH old AS (
            SELECT id FROM outbox
             WHERE at < now() - make_interval(secs => \(hole: age)) AND fanned_out_at IS NOT NULL
             ORDER BY at LIMIT \(hole: Jobs.most) FOR UPDATE SKIP LOCKED
        ), removed AS (
            DELETE FROM outbox USING old WHERE outbox.id = old.id
        )
        SELECT count(*) FROM old
        """)

    /// The events' age. None goes before its deliveries are given up.
    public static func set(_ values: inout ParameterValues, _ configuration: Configuration) {
        let seconds = max(
            configuration.number(Settings.eventSeconds),
            configuration.number(Settings.webhookRetrySeconds))
        values.set(age, .double(Double(seconds)))
    }
}

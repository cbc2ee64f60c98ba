internal import API

/// The caller's fasts in numbers. A day in two fasts counts twice; nobody can join one fast twice.
///
/// Which fasts are current goes by the day that it is where their churches are. It is worked out once
/// for each church, of which there are few, not for each fast: `OFFSET 0` keeps it from being moved.
enum GetFastStats: ResourceEndpoint {
    static let operation = Operation(
        .get, "/fasts/stats", "Get your fasts in numbers", access: .member)

    static let columns: [Column] = [
        .int("total_fasts", "count(*)"),
        .int("total_fast_days", "coalesce(sum(f.days_count), 0)::int8"),
        .int(
            "current_fasts",
            "count(*) FILTER (WHERE c.today BETWEEN f.starts_on AND f.ends_on)"),
        .int("upcoming_fasts", "count(*) FILTER (WHERE f.starts_on > c.today)"),
        .day("first_fast_on", "min(f.starts_on)").orNull,
        .day("last_fast_on", "max(f.ends_on)").orNull,
    ]
    static let source = PreparedSQL(
        columns,
        """
        FROM participations p JOIN fasts f ON f.id = p.fast_id
        JOIN (SELECT id, today_in(time_zone) AS today FROM churches OFFSET 0) c
          ON c.id = f.church_id
        WHERE p.user_id = \(Caller.id)
        """)
    static let encoder = RowEncoder(json: columns)
}

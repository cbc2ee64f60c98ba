internal import API

/// What a fast looks like, wherever one is shown. The tables are `fasts f`, `churches c` and the
/// caller's `participations p`.
enum FastColumns {
    static let all: [Column] = [
        .int("id", "f.id"),
        .text("name", "f.name"),
        .object("church", [.int("id", "c.id"), .text("name", "c.name")]),
        .day("starts_on", "f.starts_on").orNull,
        .day("ends_on", "f.ends_on").orNull,
        .int("days_count", "f.days_count"),
        .int("participants_count", "f.participants_count"),
        .bool("joined", "p.id IS NOT NULL"),
        .text(
            "countdown", "fast_countdown(f.name, f.starts_on, f.ends_on, today_in(c.time_zone))"),
    ]

    static let joinChurch = "JOIN churches c ON c.id = f.church_id"
    /// Nobody has joined anything: then the caller's id is null.
    static let joinCaller: SQL =
        "LEFT JOIN participations p ON p.fast_id = f.id AND p.user_id = \(Caller.id)"
}

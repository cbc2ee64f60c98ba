internal import API

/// What a wish on a waiting list looks like to who waits. The tables are `waiting_entries w` and
/// `venues v`.
enum WaitingColumns {
    static let all: [Column] = [
        .int("id", "w.id"),
        .choice("status", WaitingStatus.self, "w.status"),
        .int("place_in_line", place).orNull,
        .instant("start_datetime", "w.start_datetime"),
        .instant("end_datetime", "w.end_datetime"),
        .int("guests", "w.guests"),
        .text("notes", "w.notes"),
        .instant("created_at", "w.created_at"),
        .instant("hold_expires_at", "w.hold_expires_at").orNull,
        .int("booking_id", "w.booking_id").orNull,
        .object("venue", [.int("id", "v.id"), .text("name", "v.name")]),
    ]

    static let joinVenue = "JOIN venues v ON v.id = w.venue_id"

    /// 1 for who is next among those whose wishes overlap; null for who does not wait.
    private static let place = """
        CASE WHEN w.status = 'waiting' THEN (
            SELECT count(*) + 1 FROM waiting_entries AS other
             WHERE other.venue_id = w.venue_id AND other.status = 'waiting' AND other.id < w.id
               AND tstzrange(other.start_datetime, other.end_datetime)
                   && tstzrange(w.start_datetime, w.end_datetime)) END
        """
}

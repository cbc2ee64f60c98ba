internal import API

/// What members see of themselves, with how much they have taken part.
enum ProfileColumns {
    static let all =
        MemberColumns.all + [
            .int("fasts_count", "coalesce(n.fasts, 0)"),
            .int("bookings_count", "coalesce(n.bookings, 0)"),
        ]

    static let joins =
        MemberColumns.joinChurch + " LEFT JOIN member_counts n ON n.user_id = u.id"
}

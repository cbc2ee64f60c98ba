internal import API

/// What members see of themselves. The tables are `users u` and `churches c`.
enum MemberColumns {
    static let all: [Column] = [
        .int("id", "u.id"),
        .text("email", "u.email"),
        .text("name", "u.name"),
        .choice("role", Role.self, "u.role"),
        .choice("trust_level", TrustLevel.self, "u.trust_level"),
        .object("church", [.int("id", "c.id"), .text("name", "c.name")]).orNull,
        .instant("joined_at", "u.created_at"),
    ]

    static let joinChurch = "LEFT JOIN churches c ON c.id = u.church_id"

    /// The fields of a row with these columns that the endpoints look at.
    enum Field {
        static let id = 0
        static let email = 1
        static let role = 3
        /// The first field behind them.
        static let next = all.flatMap(\.leaves).count
    }
}

/// What a member may do for the hall.
enum Role: String, ChoiceContent {
    case member, moderator, admin
}

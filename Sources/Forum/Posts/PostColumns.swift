internal import API

/// What a post looks like, wherever one is shown. The tables are `posts p` and `users u`.
enum PostColumns {
    /// Who wrote something, as everyone sees them.
    static let author: [Column] = [
        .int("id", "u.id"), .text("name", "u.name"),
        .choice("trust_level", TrustLevel.self, "u.trust_level"),
    ]

    /// A post as its author's own.
    static let own: [Column] = [
        .int("id", "p.id"), .int("topic_id", "p.topic_id"), .int("position", "p.position"),
        .text("body", "p.body"), .instant("created_at", "p.created_at"),
        .instant("edited_at", "p.edited_at").orNull,
    ]

    /// A post as everyone sees it.
    static let all = own + [.object("author", author)]

    static let joinAuthor = "JOIN users u ON u.id = p.user_id"

    static let body = Body<String>("body", length: 1...20_000, "The text.")
}

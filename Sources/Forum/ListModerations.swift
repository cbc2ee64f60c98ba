internal import API

/// What moderators did, newest first, for everyone to see.
enum ListModerations: ListEndpoint {
    static let operation = Operation(
        .get, "/forum/moderation-log", "List what moderators did", access: .anyone)

    static let list = List(
        ModerationColumns.own + [
            .object("moderator", [.int("id", "u.id"), .text("name", "u.name")])
        ], of: "moderation_log m", orderedBy: [.instant("m.at"), .int("m.id")], .descending,
        joining: "JOIN users u ON u.id = m.moderator_id", size: 20)

    static let cacheControl = ForumCaching.everyone
}

/// What an entry of the log looks like. The table is `moderation_log m`.
enum ModerationColumns {
    static let own: [Column] = [
        .int("id", "m.id"), .instant("at", "m.at"), .int("topic_id", "m.topic_id"),
        .int("post_id", "m.post_id").orNull, .json("changes", "m.changes"),
        .text("reason", "m.reason").orNull,
    ]
}

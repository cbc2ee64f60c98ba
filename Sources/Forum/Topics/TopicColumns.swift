internal import API
internal import Postgres

/// What a topic looks like, wherever one is shown. The tables are `topics t`, `users u`, `forums f`,
/// `topic_views v` and `unread`.
enum TopicColumns {
    private static let facts: [Column] = [
        .int("id", "t.id"),
        .text("subject", "t.subject"),
        .choice("type", TopicType.self, "t.type"),
        .choice("status", TopicStatus.self, "t.status"),
        .instant("created_at", "t.created_at"),
        .instant("last_post_at", "t.last_post_at"),
        .int("posts_count", "t.posts_count"),
    ]

    private static let forum: [Column] = [
        .int("id", "f.id"), .text("slug", "f.slug"), .text("name", "f.name"),
    ]

    private static let seen: [Column] =
        facts + [
            .int("views_count", "coalesce(v.views, 0)"),
            .int("unread_count", "unread.posts").orNull, .text("excerpt", "t.excerpt"),
            .object("author", PostColumns.author),
        ]

    /// A topic as everyone sees it.
    static let all = seen + [.object("forum", forum)]

    /// A topic by itself, and whether the caller follows it.
    static let one = all + [.bool("followed", "unread.followed").orNull]

    /// A topic with the forums above its own, from the root down.
    static let withParents =
        seen + [.object("forum", forum + [.json("parents", "forum_parents(f.id)")])]

    /// A topic as its author's own.
    static let own = facts + [.text("excerpt", "t.excerpt"), .object("forum", forum)]

    static let joinForum = "JOIN forums f ON f.id = t.forum_id"
    static let joinAll =
        "JOIN users u ON u.id = t.user_id \(joinForum) LEFT JOIN topic_views v ON v.topic_id = t.id"

    /// The posts that the caller has not read, and whether the topic is followed; there is no such
    /// thing for who is not logged in.
    static let joinUnread: SQL = """
        LEFT JOIN LATERAL (
            SELECT t.posts_count - coalesce((
                       SELECT r.posts_count FROM topic_reads r
                        WHERE r.user_id = \(Caller.id) AND r.topic_id = t.id), 0) AS posts,
                   EXISTS (SELECT FROM topic_follows w
                            WHERE w.user_id = \(Caller.id) AND w.topic_id = t.id) AS followed
             WHERE \(Caller.id)::int8 IS NOT NULL) unread ON true
        """
    /// The same tables for what everyone sees alike, whoever calls.
    static let joinForEveryone = "\(joinAll) CROSS JOIN (SELECT NULL::int4 AS posts) unread"

    static let id = Path<Int>("id", "The topic's id.")
    static let reason = Body<String>(
        optional: "reason", length: 1...1_000, "Why a moderator does it, for the public log.")

    /// Leaves hidden topics out, for all but moderators.
    static let isVisible = Moderates.condition("t.status <> 'hidden'")
}

/// Whether the caller is a moderator, for statements.
enum Moderates {
    static let declaration = ParameterDeclaration.machinery("moderates", .bool)

    /// A condition that does not hold moderators back.
    static func condition(_ condition: SQL) -> SQL { "(\(hole: declaration) OR \(condition))" }

    /// The call's values, with the answer.
    static func values(_ call: Call) -> ParameterValues {
        var values = call.values
        values.set(declaration, .bool(isTrue(call)))
        return values
    }

    static func isTrue(_ call: Call) -> Bool { (call.caller?.access ?? .anyone) >= .moderator }
}

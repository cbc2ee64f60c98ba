internal import API

/// All forums, in the order in which they are shown; `parent_id` makes them a tree.
enum ListForums: ListEndpoint {
    static let operation = Operation(.get, "/forums", "List forums", access: .anyone)

    static let list = List(
        [
            .int("id", "f.id"), .int("parent_id", "f.parent_id").orNull, .text("slug", "f.slug"),
            .text("name", "f.name"), .text("description", "f.description"),
            .int("position", "f.position"), .int("topics_count", "coalesce(c.topics, 0)"),
            .int("posts_count", "coalesce(c.posts, 0)"),
        ], of: "forums f", orderedBy: [.int("f.position"), .int("f.id")],
        joining: "LEFT JOIN forum_counts c ON c.forum_id = f.id", size: 20)

    static let cacheControl = ForumCaching.everyone
}

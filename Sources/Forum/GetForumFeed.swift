internal import API
internal import Calendar
internal import Postgres

/// A forum's topics for feed readers: those that were written in last.
enum GetForumFeed: Endpoint {
    static let operation = Operation(
        .get, "/forums/{slug}/feed.atom", "Read a forum as an Atom feed", access: .anyone)

    /// Entries at the most.
    private static let longest = 50

    private static let forum = PreparedSQL(
        [.int("id", "f.id"), .text("name", "f.name")],
        "FROM forums f WHERE f.slug = \(TopicList.slug)")
    private static let columns: [Column] = [
        .int("id", "t.id"), .text("subject", "t.subject"), .text("excerpt", "t.excerpt"),
        .instant("created_at", "t.created_at"), .instant("last_post_at", "t.last_post_at"),
        .text("author", "u.name"),
    ]
    private static let topics = PreparedSQL(
        columns,
        """
        FROM topics t JOIN users u ON u.id = t.user_id
        WHERE t.forum_id = (SELECT id FROM forums WHERE slug = \(TopicList.slug))
          AND t.status <> 'hidden'
        ORDER BY t.last_post_at DESC, t.id DESC LIMIT \(text: String(longest))
        """)

    static var parameters: [ParameterDeclaration] { .of(TopicList.slug) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(forum, []), CheckedStatement(topics, columns)]
    }
    static let isTagged = true
    static let success = Success(
        200, [(AtomFeed.mediaType, .string())],
        "An Atom feed: the topics that were written in last, \(longest) at the most.")

    static func respond(to call: Call) throws {
        let results = try call.database.run([
            forum.command(call.values), topics.command(call.values),
        ])
        guard results[0].count > 0 else { throw Problem.notFound() }
        let (forum, topics) = (results[0][0], results[1])
        func moment(_ row: Row, _ field: Int) -> Instant { Instant(microseconds: row.int(field)) }
        // A feed must say when it changed; one without entries never did.
        let updated = topics.count > 0 ? moment(topics[0], 4) : Instant(unixSeconds: 0)
        try call.feed(
            id: "urn:guildhall:forum:\(forum.int(0))", title: forum.text(1), updated: updated,
            cacheControl: "public, max-age=60"
        ) { feed in
            for index in 0..<topics.count {
                let topic = topics[index]
                let id = topic.int(0)
                try feed.entry {
                    try feed.element("id", "urn:guildhall:topic:\(id)")
                    try feed.element("title", topic.text(1))
                    try feed.author(topic.text(5))
                    try feed.element("published", moment(topic, 3).text)
                    try feed.element("updated", moment(topic, 4).text)
                    try feed.element("summary", topic.text(2))
                    try feed.link(
                        "alternate", "\(Operation.basePath)/topics/\(id)", type: "application/json")
                }
            }
        }
        call.tag()
    }
}

internal import API
internal import Cache
internal import Postgres

/// Begins a topic, with its first post, in one statement.
enum CreateTopic: ChangeEndpoint {
    static let operation = Operation(
        .post, "/forums/{slug}/topics", "Begin a topic", access: .member, creates: true)

    static let subject = Body<Line>("subject", "What it is about.")

    static let change = PreparedSQL(
        """
        WITH t AS (
            INSERT INTO topics (forum_id, user_id, subject, excerpt)
            SELECT id, \(Caller.id), \(subject), excerpt_of(\(PostColumns.body))
              FROM forums WHERE slug = \(TopicList.slug)
            RETURNING *
        ), p AS (
            INSERT INTO posts (topic_id, user_id, position, body)
            SELECT id, \(Caller.id), 1, \(PostColumns.body) FROM t
        ), read AS (
            INSERT INTO topic_reads (user_id, topic_id, posts_count) SELECT user_id, id, 1 FROM t
        )
        SELECT \(columns: columns)
          FROM t \(text: TopicColumns.joinAll) CROSS JOIN (SELECT 0 AS posts) unread
        """)
    static let columns = TopicColumns.all
    static let encoder = RowEncoder(json: columns)

    static func location(of row: Row) -> String? { "\(Operation.basePath)/topics/\(row.int(0))" }

    static func outdated(by caller: Caller?) -> [CachePrefix] { ForumCaching.threads }

    static func check(_ values: ParameterValues) -> [Fault] {
        TextFaults.blank("body", values[PostColumns.body])
    }
}

/// What is wrong with texts.
enum TextFaults {
    /// A text must have something to read in it.
    static func blank(_ name: String, _ text: String?) -> [Fault] {
        guard let text, text.allSatisfy(\.isWhitespace) else { return [] }
        return [.pointer("/\(name)", "must not be blank")]
    }
}

internal import API
internal import Cache
internal import JSON
internal import Postgres

/// Edits a post. What a moderator edits of somebody else's goes to the public log.
enum UpdatePost: Endpoint {
    static let operation = Operation(.patch, "/posts/{id}", "Edit a post", access: .member)

    private static let id = Path<Int>("id", "The post's id.")
    private static let columns = PostColumns.all
    /// The topic is held first, as wherever both are changed.
    private static let change = PreparedSQL(
        """
        WITH topic AS MATERIALIZED (
            SELECT t.id, t.status FROM topics t
             WHERE t.id = (SELECT topic_id FROM posts WHERE id = \(id)) AND \(TopicColumns.isVisible)
               FOR NO KEY UPDATE
        ), present AS MATERIALIZED (
            SELECT posts.id, posts.user_id, topic.id AS topic_id,
                   CASE WHEN \(hole: Moderates.declaration) THEN 'done'
                        WHEN posts.user_id <> \(Caller.id) THEN 'forbidden'
                        WHEN topic.status <> 'open' THEN 'closed' ELSE 'done' END AS verdict
              FROM topic JOIN posts ON posts.topic_id = topic.id WHERE posts.id = \(id)
        ), p AS (
            UPDATE posts SET body = \(PostColumns.body), edited_at = now()
              FROM present WHERE posts.id = present.id AND verdict = 'done'
            RETURNING posts.*
        ), logged AS (
            INSERT INTO moderation_log (moderator_id, topic_id, post_id, changes, reason)
            SELECT \(Caller.id), topic_id, id, '{"body":true}', \(TopicColumns.reason)
              FROM p WHERE user_id <> \(Caller.id)
        )
        SELECT \(columns: columns), present.verdict
          FROM present LEFT JOIN p ON true LEFT JOIN users u ON u.id = p.user_id
        """)
    private static let present = PreparedSQL(
        columns,
        """
        FROM posts p \(text: PostColumns.joinAuthor) JOIN topics t ON t.id = p.topic_id
        WHERE p.id = \(id) AND \(TopicColumns.isVisible) FOR NO KEY UPDATE OF t
        """)
    private static let encoder = RowEncoder(json: columns)

    static var parameters: [ParameterDeclaration] {
        .of(id, PostColumns.body, TopicColumns.reason)
    }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(present, columns),
            CheckedStatement(change, columns + [ForumVerdict.column]),
        ]
    }
    static let heedsIfMatch = true
    static let furtherProblems = [ProblemCode.conflict]
    static let success = Success.json(.object(columns), "The post as it is now.")

    static func outdated(by caller: Caller?) -> [CachePrefix] { ForumCaching.threads }

    static func respond(to call: Call) throws {
        let faults = TextFaults.blank("body", call.values[PostColumns.body])
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        let values = Moderates.values(call)
        let rows = try call.change(
            [change.command(values)], of: [present.command(values)], encoder)[0]
        try ForumVerdict.check(rows, columns)
        try call.json { try encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

internal import API
internal import Cache
internal import JSON
internal import Postgres

/// Writes a post in a topic that is open.
enum CreatePost: Endpoint {
    static let operation = Operation(
        .post, "/topics/{id}/posts", "Write a post", access: .member, creates: true)

    private static let columns = PostColumns.all
    /// The topic is held before its posts are counted, so that numbers come without gaps.
    private static let write = PreparedSQL(
        """
        WITH present AS MATERIALIZED (
            SELECT t.id, t.posts_count, CASE t.status WHEN 'open' THEN 'done' ELSE 'closed' END AS verdict
              FROM topics t WHERE t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible)
               FOR NO KEY UPDATE
        ), p AS (
            INSERT INTO posts (topic_id, user_id, position, body)
            SELECT id, \(Caller.id), posts_count + 1, \(PostColumns.body)
              FROM present WHERE verdict = 'done'
            RETURNING *
        ), read AS (
            -- Who answers has read what was there.
            INSERT INTO topic_reads (user_id, topic_id, posts_count)
            SELECT user_id, topic_id, position FROM p
                ON CONFLICT (user_id, topic_id) DO UPDATE SET posts_count = excluded.posts_count
        )
        SELECT \(columns: columns), present.verdict
          FROM present LEFT JOIN p ON true LEFT JOIN users u ON u.id = p.user_id
        """)
    private static let encoder = RowEncoder(json: columns)

    static var parameters: [ParameterDeclaration] { .of(TopicColumns.id, PostColumns.body) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(write, columns + [ForumVerdict.column])]
    }
    static let success = Success.json(.object(columns), status: 201, "The post.")

    static func outdated(by caller: Caller?) -> [CachePrefix] { ForumCaching.threads }

    static func respond(to call: Call) throws {
        let faults = TextFaults.blank("body", call.values[PostColumns.body])
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        try call.create { run in
            let rows = try run([write.command(Moderates.values(call))])[0]
            try ForumVerdict.check(rows, columns)
            let place = "\(rows[0].int(1))/posts?at=post:\(rows[0].int(0))"
            call.reply.add("Location", "\(Operation.basePath)/topics/\(place)")
            try call.json(status: 201) { try encoder.write(rows[0], to: $0.output) }
            call.addTag()
        }
    }
}

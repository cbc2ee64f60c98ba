internal import API
internal import JSON
internal import Postgres

/// One topic.
///
/// A member's visit counts as a view, once an hour: so a topic that thousands of machines fetch is
/// not written to for each, and whoever asks again gets the same tag.
enum GetTopic: Endpoint {
    static let operation = Operation(.get, "/topics/{id}", "Get a topic", access: .anyone)

    private static let visit = PreparedSQL(
        """
        WITH visit AS (
            INSERT INTO topic_reads AS mark (user_id, topic_id, posts_count)
            SELECT \(Caller.id), t.id, 0 FROM topics t
             WHERE t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible)
                ON CONFLICT (user_id, topic_id) DO UPDATE SET read_at = now()
             WHERE mark.read_at < now() - interval '1 hour'
            RETURNING topic_id
        )
        INSERT INTO topic_views AS counts (topic_id, views)
        SELECT topic_id, 1 FROM visit
            ON CONFLICT (topic_id) DO UPDATE SET views = counts.views + 1
        """)
    private static let columns = TopicColumns.one
    private static let source = PreparedSQL(
        columns,
        """
        FROM topics t \(text: TopicColumns.joinAll) \(TopicColumns.joinUnread)
        WHERE t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible)
        """)
    private static let encoder = RowEncoder(json: columns)

    static var parameters: [ParameterDeclaration] { .of(TopicColumns.id) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(visit, []), CheckedStatement(source, columns)]
    }
    static let isTagged = true
    static let success = Success.json(.object(columns), "The topic.")

    static func respond(to call: Call) throws {
        let values = Moderates.values(call)
        let isVisit = call.caller != nil && !call.reply.isHeadRequest
        let commands = (isVisit ? [visit] : []) + [source]
        let rows = try call.database.run(commands.map { $0.command(values) }).last!
        guard rows.count > 0 else { throw Problem.notFound() }
        if call.caller == nil { call.reply.add("Vary", "Authorization, Cookie") }
        try call.json(
            cacheControl: call.caller == nil ? ForumCaching.everyone : "private, no-cache"
        ) { try encoder.write(rows[0], to: $0.output) }
        call.tag()
    }
}

internal import API
internal import Cache
internal import JSON
internal import Postgres

/// Changes a topic: its author the subject, moderators also the type and the status. What a moderator
/// does goes to the public log, in the same statement.
enum UpdateTopic: Endpoint {
    static let operation = Operation(.patch, "/topics/{id}", "Change a topic", access: .member)

    private static let subject = Body<Line>(
        optional: "subject", "What it is about.")
    private static let type = Body<TopicType>(
        optional: "type", "Where it stands in its forum; for moderators.")
    private static let status = Body<TopicStatus>(
        optional: "status", "Whether it takes posts and is seen; for moderators.")

    private static let columns = TopicColumns.one
    private static let present = PreparedSQL(
        columns,
        """
        FROM topics t \(text: TopicColumns.joinAll) \(TopicColumns.joinUnread)
        WHERE t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible) FOR NO KEY UPDATE OF t
        """)
    private static let change = PreparedSQL(
        """
        WITH present AS MATERIALIZED (
            SELECT t.*,
                   CASE WHEN \(hole: Moderates.declaration) THEN 'done'
                        WHEN t.user_id <> \(Caller.id) THEN 'forbidden'
                        WHEN t.status <> 'open' THEN 'closed' ELSE 'done' END AS verdict
              FROM topics t WHERE t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible)
               FOR NO KEY UPDATE
        ), changed AS (
            UPDATE topics
               SET subject = coalesce(\(subject), topics.subject),
                   type = coalesce(\(type), topics.type),
                   status = coalesce(\(status), topics.status)
              FROM present WHERE topics.id = present.id AND verdict = 'done'
            RETURNING topics.*
        ), logged AS (
            INSERT INTO moderation_log (moderator_id, topic_id, changes, reason)
            SELECT \(Caller.id), changed.id, difference, \(TopicColumns.reason)
              FROM changed JOIN present ON present.id = changed.id
             CROSS JOIN LATERAL jsonb_strip_nulls(jsonb_build_object(
                    'subject', CASE WHEN changed.subject <> present.subject THEN true END,
                    'type', CASE WHEN changed.type <> present.type
                                 THEN jsonb_build_array(present.type, changed.type) END,
                    'status', CASE WHEN changed.status <> present.status
                                   THEN jsonb_build_array(present.status, changed.status) END))
                    AS difference
             WHERE difference <> '{}' AND \(Moderates.condition("false"))
               AND (present.user_id <> \(Caller.id) OR difference - 'subject' <> '{}')
        )
        SELECT \(columns: columns), present.verdict
          FROM present LEFT JOIN changed t ON true
          LEFT JOIN users u ON u.id = t.user_id LEFT JOIN forums f ON f.id = t.forum_id
          LEFT JOIN topic_views v ON v.topic_id = t.id \(TopicColumns.joinUnread)
        """)
    private static let encoder = RowEncoder(json: columns)

    static var parameters: [ParameterDeclaration] {
        .of(TopicColumns.id, subject, type, status, TopicColumns.reason)
    }
    static var statements: [CheckedStatement] {
        [
            CheckedStatement(present, columns),
            CheckedStatement(change, columns + [ForumVerdict.column]),
        ]
    }
    static let heedsIfMatch = true
    static let furtherProblems = [ProblemCode.conflict]
    static let success = Success.json(.object(columns), "The topic as it is now.")

    static func outdated(by caller: Caller?) -> [CachePrefix] { ForumCaching.threads }

    static func respond(to call: Call) throws {
        if call.values[type] != nil || call.values[status] != nil, !Moderates.isTrue(call) {
            throw Problem(.forbidden, "Only moderators set a topic's type and status.")
        }
        let values = Moderates.values(call)
        let rows = try call.change(
            [change.command(values)], of: [present.command(values)], encoder)[0]
        try ForumVerdict.check(rows, columns)
        try call.json { try encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

/// Whether something was changed, and why not.
enum ForumVerdict {
    static let column = Column.text("verdict", "verdict")

    /// - Throws: 404 without a row, 403 or 409 unless the verdict behind `columns` is that it was
    ///   done.
    static func check(_ rows: Rows, _ columns: [Column]) throws(Problem) {
        guard rows.count > 0 else { throw .notFound() }
        switch rows[0].text(columns.flatMap(\.leaves).count) {
        case "done": return
        case "forbidden": throw Problem(.forbidden, "Only its author and moderators change this.")
        default: throw Problem(.conflict, "The topic is closed.")
        }
    }
}

internal import API
internal import Cache
internal import Postgres

/// Marks a topic's posts as read by the caller, up to one of them or all. A mark never moves back, so
/// that several devices may set it in any order.
///
/// It is a call of its own, as only the reader's program knows what was shown; reading a page changes
/// nothing.
enum MarkTopicRead: Endpoint {
    static let operation = Operation(
        .put, "/topics/{id}/read", "Mark a topic as read", access: .member)

    private static let position = Body<Int>(
        optional: "position", in: 1...Int(Int32.max),
        "The number of the last post that was read; left out, all are.")
    private static let action = PreparedSQL(
        """
        WITH topic AS (
            SELECT t.id, t.posts_count FROM topics t
             WHERE t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible)
        ), marked AS (
            INSERT INTO topic_reads AS mark (user_id, topic_id, posts_count)
            SELECT \(Caller.id), id, least(\(position), posts_count) FROM topic
                ON CONFLICT (user_id, topic_id) DO UPDATE SET posts_count = excluded.posts_count
             WHERE mark.posts_count < excluded.posts_count
        )
        SELECT FROM topic
        """)

    static var parameters: [ParameterDeclaration] { .of(TopicColumns.id, position) }
    static var statements: [CheckedStatement] { [CheckedStatement(action, [])] }
    static let success = Success.nothing("The posts are marked.")

    static func outdated(by caller: Caller?) -> [CachePrefix] { ForumCaching.own(caller) }

    static func respond(to call: Call) throws {
        let rows = try call.database.run([action.command(Moderates.values(call))])[0]
        guard rows.count > 0 else { throw Problem.notFound() }
        call.nothing()
    }
}

internal import API
internal import Cache
internal import Postgres

/// Follows a topic; again, if need be.
enum FollowTopic: Endpoint {
    static let operation = Operation(.put, "/topics/{id}/follow", "Follow a topic", access: .member)

    private static let action = PreparedSQL(
        """
        WITH topic AS (
            SELECT t.id FROM topics t WHERE t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible)
        ), followed AS (
            INSERT INTO topic_follows (user_id, topic_id) SELECT \(Caller.id), id FROM topic
                ON CONFLICT DO NOTHING
        )
        SELECT FROM topic
        """)

    static var parameters: [ParameterDeclaration] { .of(TopicColumns.id) }
    static var statements: [CheckedStatement] { [CheckedStatement(action, [])] }
    static let success = Success.nothing("The topic is followed.")

    static func outdated(by caller: Caller?) -> [CachePrefix] { ForumCaching.own(caller) }

    static func respond(to call: Call) throws {
        let rows = try call.database.run([action.command(Moderates.values(call))])[0]
        guard rows.count > 0 else { throw Problem.notFound() }
        call.nothing()
    }
}

/// Follows a topic no more. One that was hidden since can be let go too.
enum UnfollowTopic: ActionEndpoint {
    static let operation = Operation(
        .delete, "/topics/{id}/follow", "Follow a topic no more", access: .member)

    static func outdated(by caller: Caller?) -> [CachePrefix] { ForumCaching.own(caller) }

    static let action = PreparedSQL(
        """
        WITH gone AS (
            DELETE FROM topic_follows
             WHERE user_id = \(Caller.id) AND topic_id = \(TopicColumns.id) RETURNING topic_id
        )
        SELECT FROM topics WHERE id = \(TopicColumns.id)
           AND (status <> 'hidden' OR EXISTS (SELECT FROM gone))
        """)
}

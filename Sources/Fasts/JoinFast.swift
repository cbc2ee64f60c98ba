internal import API

/// Lets the caller keep a fast. Who keeps it already goes on doing so.
enum JoinFast: ActionEndpoint {
    static let operation = Operation(
        .put, "/fasts/{id}/participation", "Join a fast", access: .member)

    static let id = Path<Int>("id", "The fast's id.")

    static let action = PreparedSQL(
        """
        WITH joined AS (
            INSERT INTO participations (fast_id, user_id)
            SELECT f.id, \(Caller.id) FROM fasts f WHERE f.id = \(id)
                ON CONFLICT ON CONSTRAINT participations_user_fast_key DO NOTHING
        )
        SELECT FROM fasts WHERE id = \(id)
        """)
}

/// Lets the caller keep a fast no longer.
enum LeaveFast: ActionEndpoint {
    static let operation = Operation(
        .delete, "/fasts/{id}/participation", "Leave a fast", access: .member)

    static let action = PreparedSQL(
        """
        WITH gone AS (
            DELETE FROM participations WHERE fast_id = \(JoinFast.id) AND user_id = \(Caller.id)
        )
        SELECT FROM fasts WHERE id = \(JoinFast.id)
        """)
}

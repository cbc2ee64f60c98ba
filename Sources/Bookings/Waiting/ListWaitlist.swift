internal import API

/// The caller's wishes for time that was taken, newest first.
enum ListWaitlist: ListEndpoint {
    static let operation = Operation(
        .get, "/waitlist", "List what you wait for", access: .member)

    static let status = Query<WaitingStatus>("status", "Only wishes with this status.")

    static let list = List(
        WaitingColumns.all, of: "waiting_entries w",
        where: """
            w.user_id = \(Caller.id) \(when: status, "AND w.status = \(status)")
            """,
        orderedBy: [.int("w.id")], .descending, joining: WaitingColumns.joinVenue)
}

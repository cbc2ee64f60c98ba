internal import API

/// Takes one of the caller's wishes out of the line. Time that was held for it is the next one's at
/// once; a wish that is no more in line stays as it is.
enum LeaveWaitlist: ActionEndpoint {
    static let operation = Operation(
        .delete, "/waitlist/{id}", "Give up waiting", access: .member)

    static let id = Path<Int>("id", "The id of the wish.")

    static let action = PreparedSQL(
        "SELECT FROM leave_waitlist(\(Caller.id), \(id)) AS is_there WHERE is_there")
}

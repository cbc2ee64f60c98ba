internal import API

/// Who keeps a fast, in the order in which they joined.
enum ListParticipants: ListEndpoint {
    static let operation = Operation(
        .get, "/fasts/{id}/participants", "List the participants of a fast", access: .member)

    static let id = Path<Int>("id", "The fast's id.")

    static let list = List(
        [
            .int("id", "u.id"), .text("name", "u.name"), .instant("joined_at", "p.joined_at"),
        ],
        of: "participations p", where: "p.fast_id = \(id)",
        orderedBy: [.instant("p.joined_at"), .int("p.id")],
        joining: "JOIN users u ON u.id = p.user_id",
        within: "SELECT FROM fasts WHERE id = \(id)",
        total: "SELECT participants_count::int8 FROM fasts WHERE id = \(id)")
}

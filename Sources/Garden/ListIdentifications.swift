internal import API

/// The plants that anyone asked about, newest first, for those who decide what they are.
enum ListIdentifications: ListEndpoint {
    static let operation = Operation(
        .get, "/moderator/identifications", "List the plants that members asked about",
        access: .moderator)

    static let status = Query<IdentificationStatus>("status", "Only those with this status.")

    static let list = List(
        IdentificationColumns.all
            + [.object("user", [.int("id", "u.id"), .text("name", "u.name")])],
        of: "plant_identifications i", where: "TRUE \(when: status, "AND i.status = \(status)")",
        orderedBy: [.instant("i.created_at"), .int("i.id")], .descending,
        joining: "JOIN users u ON u.id = i.user_id")
}

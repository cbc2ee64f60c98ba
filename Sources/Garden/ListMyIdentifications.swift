internal import API

/// The plants that the caller asked about, newest first.
enum ListMyIdentifications: ListEndpoint {
    static let operation = Operation(
        .get, "/plants/identifications", "List the plants you asked about", access: .member)

    static let status = Query<IdentificationStatus>("status", "Only those with this status.")

    static let list = List(
        IdentificationColumns.all, of: "plant_identifications i",
        where: "i.user_id = \(Caller.id) \(when: status, "AND i.status = \(status)")",
        orderedBy: [.instant("i.created_at"), .int("i.id")], .descending)
}

internal import API

/// The care instructions that the caller saved, newest first.
enum ListCareCards: ListEndpoint {
    static let operation = Operation(
        .get, "/plants/care-cards", "List your care cards", access: .member)

    static let list = List(
        CareCardColumns.all, of: "care_cards c", where: "c.user_id = \(Caller.id)",
        orderedBy: [.instant("c.created_at"), .int("c.id")], .descending)
}

/// What care instructions look like. The table is `care_cards c`.
enum CareCardColumns {
    static let all: [Column] = [
        .int("id", "c.id"), .text("plant", "c.plant"), .text("title", "c.title"),
        .text("text", "c.text"), .text("source", "c.source"),
        .instant("created_at", "c.created_at"),
    ]
}

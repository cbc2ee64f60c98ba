internal import API

/// What can be booked along with a venue: chairs, projectors, dishes.
enum ListItems: ListEndpoint {
    static let operation = Operation(.get, "/items", "List items", access: .anyone)

    static let list = List(
        ItemColumns.all, of: "items i", where: "i.retired_at IS NULL",
        orderedBy: [.text("i.name"), .int("i.id")])

    static let cacheControl = "public, max-age=60"
}

/// What an item looks like. The table is `items i`.
enum ItemColumns {
    static let all: [Column] = [
        .int("id", "i.id"),
        .text("name", "i.name"),
        .text("description", "i.description"),
        .int("quantity", "i.quantity"),
        .money("price", "i.price_minor"),
        .text("currency", "i.currency"),
    ]
}

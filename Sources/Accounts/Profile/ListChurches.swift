internal import API

/// The churches that members can belong to.
enum ListChurches: ListEndpoint {
    static let operation = Operation(.get, "/churches", "List churches", access: .anyone)

    static let list = List(
        [
            .int("id", "c.id"), .text("name", "c.name"), .text("time_zone", "c.time_zone"),
        ], of: "churches c",
        orderedBy: [.text("c.name"), .int("c.id")])
}

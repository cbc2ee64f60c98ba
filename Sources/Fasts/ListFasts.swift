internal import API

/// The fasts, latest start first; before them those that have no days yet.
enum ListFasts: ListEndpoint {
    static let operation = Operation(.get, "/fasts", "List fasts", access: .anyone)

    static let church = Query<Int>("church", "Only fasts of the church with this id.")

    static let list = List(
        FastColumns.all, of: "fasts f",
        where: "TRUE \(when: church, "AND f.church_id = \(church)")",
        orderedBy: [.int("f.start_order"), .int("f.id")], .descending,
        joining: FastColumns.joinChurch, forCaller: FastColumns.joinCaller)
}

internal import API

/// One fast.
enum GetFast: ResourceEndpoint {
    static let operation = Operation(.get, "/fasts/{id}", "Get a fast", access: .anyone)

    static let id = Path<Int>("id", "The fast's id.")

    static let columns = FastColumns.all
    static let source = PreparedSQL(
        columns,
        """
        FROM fasts f \(text: FastColumns.joinChurch) \(FastColumns.joinCaller) WHERE f.id = \(id)
        """)
    static let encoder = RowEncoder(json: columns)
}

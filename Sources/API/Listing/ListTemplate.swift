internal import Postgres

/// Writes a list's statements.
struct ListTemplate {
    let columns: [Column]
    let table: String
    let filters: SQL
    let keys: [List.Key]
    let direction: List.Direction
    let joins: String

    /// The alias in `bookings b`, or the table's name.
    private var alias: Substring { table.split(separator: " ").last ?? "" }

    private func order(isBackwards: Bool) -> String {
        let word = (direction == .descending) != isBackwards ? "DESC" : "ASC"
        return keys.map { "\($0.expression) \(word)" }.joined(separator: ", ")
    }

    /// Wraps the statement that finds the page's rows into the one that reads their columns.
    ///
    /// The keys come last in each row, for the cursors. They are read from the same rows, so the order outside costs a
    /// sort of at most a page.
    private func page(_ ids: SQL) -> PreparedSQL {
        let keyList = keys.map(\.expression).joined(separator: ", ")
        return PreparedSQL(
            """
            SELECT \(text: columns.selectList), \(text: keyList)
              FROM (\(ids)) page JOIN \(text: table) ON \(text: String(alias)).id = page.id \(text: joins)
             ORDER BY \(text: order(isBackwards: false))
            """)
    }

    var byNumber: PreparedSQL {
        page(
            """
            SELECT \(text: String(alias)).id FROM \(text: table) WHERE \(filters)
             ORDER BY \(text: order(isBackwards: false))
             LIMIT \(hole: ListMachinery.limit) OFFSET \(hole: ListMachinery.offset)
            """)
    }

    /// The page on the other side of a row: a comparison of whole keys, which an index on them answers.
    func beyond(isBackwards: Bool) -> PreparedSQL {
        let isUp = (direction == .ascending) != isBackwards
        var place: SQL = "("
        for (index, key) in keys.enumerated() {
            place = "\(place)\(text: index > 0 ? ", " : "")\(hole: ListMachinery.key(index, key.kind))"
        }
        let keyList = keys.map(\.expression).joined(separator: ", ")
        return page(
            """
            SELECT \(text: String(alias)).id FROM \(text: table) WHERE \(filters)
               AND (\(text: keyList)) \(text: isUp ? ">" : "<") \(place))
             ORDER BY \(text: order(isBackwards: isBackwards)) LIMIT \(hole: ListMachinery.limit)
            """)
    }
}

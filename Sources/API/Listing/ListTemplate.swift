internal import Postgres

/// Writes a list's statements.
struct ListTemplate {
    let columns: [Column]
    let table: String
    let filters: SQL
    let keys: [List.Key]
    let direction: List.Direction
    let joins: SQL

    /// The alias in `bookings b`, or the table's name.
    private var alias: Substring { table.split(separator: " ").last ?? "" }

    private func order(isBackwards: Bool) -> String {
        let word = (direction == .descending) != isBackwards ? "DESC" : "ASC"
        return keys.map { "\($0.expression) \(word)" }.joined(separator: ", ")
    }

    /// Wraps the statement that finds the page's rows into the one that reads their columns.
    ///
    /// The keys come last in each row, for the cursors. They are read from the same rows, so the
    /// order outside costs a sort of at most a page. A limit that is a parameter makes a generic
    /// plan expect a tenth of the table, and join it by hashing; the constant one around it says
    /// that a page is small.
    private func page(with common: SQL = "", _ ids: SQL) -> PreparedSQL {
        let keyList = keys.map(\.expression).joined(separator: ", ")
        return PreparedSQL(
            """
            \(common)
            SELECT \(text: columns.selectList), \(text: keyList)
              FROM (SELECT id FROM (\(ids)) cut LIMIT \(text: String(List.longestPage + 1))) page
              JOIN \(text: table) ON \(text: String(alias)).id = page.id \(joins)
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

    /// The page by number, for pages far down.
    ///
    /// A running sum over blocks of 16 days finds the block in which the page begins and how many
    /// rows of it to skip.
    func byNumber(_ tally: List.Tally) -> PreparedSQL {
        let isDown = direction == .descending
        let edge = isDown ? "(block + 1) << 4" : "block << 4"
        return page(
            with: """
                WITH blocks AS MATERIALIZED (
                    SELECT (\(text: tally.day) - date '2000-01-01') >> 4 AS block,
                           sum(\(text: tally.count))::int8 AS n
                      FROM \(text: tally.table) WHERE \(tally.filters) GROUP BY 1
                ), landing AS MATERIALIZED (
                    SELECT block, skip
                      FROM (SELECT block, n,
                                   (\(hole: ListMachinery.offset) - (sum(n) OVER (ORDER BY block \(text: isDown ? "DESC" : "ASC")) - n))::int8
                                   AS skip
                              FROM blocks) running
                     WHERE skip < n ORDER BY block \(text: isDown ? "DESC" : "ASC") LIMIT 1
                )
                """,
            """
            SELECT \(text: String(alias)).id FROM \(text: table)
             WHERE \(filters)
               AND \(text: keys[0].expression) \(text: isDown ? "<" : ">=")
                   (SELECT (date '2000-01-01' + (\(text: edge)))::timestamp AT TIME ZONE 'UTC' FROM landing)
             ORDER BY \(text: order(isBackwards: false))
             LIMIT \(hole: ListMachinery.limit) OFFSET (SELECT skip FROM landing)
            """)
    }

    /// The page on the other side of a row: a comparison of whole keys, which an index on them
    /// answers.
    func beyond(isBackwards: Bool) -> PreparedSQL {
        let isUp = (direction == .ascending) != isBackwards
        var place: SQL = "("
        for (index, key) in keys.enumerated() {
            place =
                "\(place)\(text: index > 0 ? ", " : "")\(hole: ListMachinery.key(index, key.kind))"
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

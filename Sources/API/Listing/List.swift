internal import Postgres

/// A list of rows that can be paged by number and by cursor, as a declaration.
///
/// From it come the statements for a page by number, for the pages after and before a cursor, for
/// the exact and the estimated total, and the `pagination` object. A page's ids are found first, on
/// an index alone, and the other tables are joined to just these rows.
public struct List: Sendable {
    /// One key of the order.
    public struct Key: Sendable {
        let expression: String
        let kind: KeysetCursor.KeyKind

        /// A key whose values are whole numbers.
        public static func int(_ expression: String) -> Key {
            Key(expression: expression, kind: .int)
        }
        /// A key whose values are moments.
        public static func instant(_ expression: String) -> Key {
            Key(expression: expression, kind: .instant)
        }
        /// A key whose values are texts.
        public static func text(_ expression: String) -> Key {
            Key(expression: expression, kind: .text)
        }
    }

    /// Which way the rows are ordered.
    public enum Direction: Sendable { case ascending, descending }

    /// A small table with the numbers of rows by day of the list's first key, which must be a
    /// moment.
    ///
    /// It gives totals without counting, and finds the day on which a page far down the list
    /// begins, so that any page costs about what the first one does. It serves for as long as no
    /// other filter is given than those it knows.
    public struct Tally: Sendable {
        let table: String
        let day: String
        let count: String
        let filters: SQL

        /// Declares a tally.
        /// - Parameters:
        ///   - table: the table with the numbers.
        ///   - day: its column with the day in UTC.
        ///   - count: its column with the number of rows, an `int4`.
        ///   - filters: conditions for `WHERE`.
        public init(_ table: String, day: String, count: String, where filters: SQL) {
            self.table = table
            self.day = day
            self.count = count
            self.filters = filters
        }

        /// The total, as a statement.
        public var total: SQL {
            "SELECT coalesce(sum(\(text: count)), 0)::int8 FROM \(text: table) WHERE \(filters)"
        }
    }

    /// Rows that are skipped one by one before the tally is asked where to begin.
    static let nearOffset = 2_000

    let columns: [Column]
    let encoder: RowEncoder
    let keys: [Key]
    let direction: Direction
    let byNumber: PreparedSQL
    let after: PreparedSQL
    let before: PreparedSQL
    let count: PreparedSQL
    /// The exact total where it is kept somewhere, as far as these filters go.
    let kept: (total: PreparedSQL, known: [ParameterDeclaration])?
    /// The total up to a bound, and null beyond.
    let boundedCount: PreparedSQL?
    let estimate: PreparedSQL
    /// The exact total and the pages far down, by the tally if there is one.
    let tallied: (total: PreparedSQL, byNumber: PreparedSQL, known: [ParameterDeclaration])?
    let filters: [ParameterDeclaration]
    let page: Query<Int>
    let size: Query<Int>
    /// Gives a row if there is what the list belongs to; nil if it belongs to nothing.
    let parent: PreparedSQL?
    /// Marks this list's cursors, so that those of another are refused.
    let mark: UInt32

    /// Declares a list.
    /// - Parameters:
    ///   - columns: what each row's object holds.
    ///   - table: the table whose rows are listed, with its alias: `bookings b`.
    ///   - filters: conditions for `WHERE`; `TRUE` for none.
    ///   - keys: what the rows are ordered by; the last must be unique.
    ///   - joins: further tables for the columns.
    ///   - callersJoins: tables for the columns that say how a row stands to the caller; no other
    ///     parameter can stand in them.
    ///   - parent: for a list that belongs to something: a statement without a row if there is no such
    ///     thing.
    ///   - total: a statement that gives the exact total, an `int8`, where it is kept somewhere. It
    ///     serves for as long as no other filter is given than those it knows.
    ///   - tally: a cheaper total by day.
    ///   - countBound: rows that are counted at the most where no tally gives the total and the request
    ///     does not say `count=exact`; with more rows there is no total.
    ///   - size: rows of a page when the request does not say.
    public init(
        _ columns: [Column], of table: String, where filters: SQL = "TRUE", orderedBy keys: [Key],
        _ direction: Direction = .ascending, joining joins: String = "",
        forCaller callersJoins: SQL = "", within parent: SQL? = nil,
        total knownTotal: SQL? = nil, tally: Tally? = nil, countBound: Int? = nil, size: Int = 50
    ) {
        self.columns = columns
        encoder = RowEncoder(json: columns)
        self.keys = keys
        self.direction = direction
        self.filters = filters.parameters
        page = Query("page", default: 1, in: 1...1_000_000_000, "The number of the page.")
        self.size = Query("page_size", default: size, in: 1...Self.longestPage, "Rows on a page.")
        mark = KeysetCursor.mark(
            "\(table)|\(filters.signature)|\(keys.map(\.expression))|\(direction)")
        let template = ListTemplate(
            columns: columns, table: table, filters: filters, keys: keys, direction: direction,
            joins: "\(text: joins) \(callersJoins)")
        byNumber = template.byNumber
        // Whether there is a parent comes along with the total, so that a page takes two statements.
        func total(_ total: SQL) -> PreparedSQL {
            PreparedSQL(parent.map { "SELECT (\(total)), EXISTS (\($0))" } ?? total)
        }
        self.parent = parent.map { PreparedSQL($0) }
        tallied = tally.map { (total($0.total), template.byNumber($0), $0.filters.parameters) }
        after = template.beyond(isBackwards: false)
        before = template.beyond(isBackwards: true)
        kept = knownTotal.map { (total($0), $0.parameters) }
        count = total("SELECT count(*) FROM \(text: table) WHERE \(filters)")
        boundedCount = countBound.map {
            total(
                """
                SELECT CASE WHEN n <= \(text: String($0)) THEN n END
                  FROM (SELECT count(*) AS n
                          FROM (SELECT FROM \(text: table) WHERE \(filters)
                                 LIMIT \(text: String($0 + 1))) found) counted
                """)
        }
        estimate = PreparedSQL(
            "EXPLAIN (FORMAT JSON) SELECT FROM \(text: table) WHERE \(filters)")
    }

    /// Rows of a page at the most.
    static let longestPage = 100

    static let cursor = Query<String>(
        "cursor", length: 1...4_000, "Continue from here: `next` or `previous` of another page.")
    static let counting = Query<Counting>(
        "count",
        "Whether `total` is exact (default with `page`; a long search leaves it out all the same unless it is asked for), estimated, or left out (default with `cursor`)."
    )

    /// How much is done to find the total.
    enum Counting: String, ChoiceContent { case exact, estimated, none }

    var parameters: [ParameterDeclaration] {
        filters
            + [
                page.declaration, size.declaration, Self.cursor.declaration,
                Self.counting.declaration,
            ]
    }
}

/// The values with which a page is cut out.
enum ListMachinery {
    static let limit = ParameterDeclaration.machinery("limit", .int8)
    static let offset = ParameterDeclaration.machinery("offset", .int8)

    static func key(_ index: Int, _ kind: KeysetCursor.KeyKind) -> ParameterDeclaration {
        let type: PostgresType =
            switch kind {
            case .int: .int8
            case .instant: .timestamptz
            case .text: .text
            }
        return .machinery("key\(index)", type)
    }
}

internal import JSON
internal import Postgres

/// An endpoint that answers one row as an object, or 404.
public protocol ResourceEndpoint: Endpoint {
    /// The statement from `FROM` on; it gives at most one row.
    static var source: PreparedSQL { get }
    static var columns: [Column] { get }
    static var encoder: RowEncoder { get }
    /// How long others may keep the answer.
    static var cacheControl: String { get }
    /// What it means that there is no such row.
    static var absence: Problem { get }
}

extension ResourceEndpoint {
    public static var cacheControl: String { "private, no-cache" }

    public static var absence: Problem { .notFound() }

    public static var isTagged: Bool { true }

    public static var parameters: [ParameterDeclaration] { source.sql.parameters }

    public static var statements: [CheckedStatement] { [CheckedStatement(source, columns)] }

    public static var success: Success { .json(.object(columns), operation.summary) }

    public static func respond(to call: Call) throws {
        let rows = try call.run(source)
        guard rows.count > 0 else { throw absence }
        try call.json(cacheControl: cacheControl) { try encoder.write(rows[0], to: $0.output) }
        call.tag()
    }
}

extension PreparedSQL {
    /// A statement that selects columns.
    public convenience init(_ columns: [Column], _ source: SQL) {
        self.init("SELECT \(text: columns.selectList) \(source)")
    }
}

public import Cache
internal import Telemetry

/// One call of the API: a declaration that the router, validation, the database and the OpenAPI
/// document all read.
///
/// Most endpoints are a `ListEndpoint` or a `ResourceEndpoint`, and say only
/// what their rows are.
public protocol Endpoint: Sendable {
    static var operation: Operation { get }

    /// All parameters of the path, the query and the body.
    static var parameters: [ParameterDeclaration] { get }

    /// The statements that the endpoint may run, for checking them against the schema.
    static var statements: [CheckedStatement] { get }

    /// What a success looks like.
    static var success: Success { get }

    /// The body, if it is a file instead of JSON. The endpoint reads it by ``Call/spool(_:)``.
    static var file: FileBody? { get }

    /// What it means to the caller when a constraint of this name is violated.
    static var violations: [String: Problem] { get }

    /// Whether answers carry an `ETag`, and `If-None-Match` is heeded.
    static var isTagged: Bool { get }

    /// Whether `If-Match` is heeded.
    static var heedsIfMatch: Bool { get }

    /// What else can go wrong: the problems that nothing else in the declaration tells of.
    static var furtherProblems: [ProblemCode] { get }

    /// How answers are kept; nil if each one is made anew.
    static var caching: CachePolicy? { get }

    /// What is kept and a success puts out of date.
    static func outdated(by caller: Caller?) -> [CachePrefix]

    /// Answers a request whose parameters are valid.
    static func respond(to call: Call) throws
}

/// A statement with the columns that it must give.
public struct CheckedStatement: Sendable {
    let sql: PreparedSQL
    let columns: [Column]

    /// Pairs a statement with the columns that are read of its rows.
    public init(_ sql: PreparedSQL, _ columns: [Column]) {
        self.sql = sql
        self.columns = columns
    }
}

/// A successful answer, for the OpenAPI document.
public struct Success: Sendable {
    let status: Int
    let content: [(type: String, schema: Schema)]
    let summary: String

    /// Describes an answer.
    public init(_ status: Int, _ content: [(type: String, schema: Schema)], _ summary: String) {
        self.status = status
        self.content = content
        self.summary = summary
    }

    /// 204, without a body.
    public static func nothing(_ summary: String) -> Success { Success(204, [], summary) }

    /// A JSON body.
    public static func json(_ schema: Schema, status: Int = 200, _ summary: String) -> Success {
        Success(status, [("application/json", schema)], summary)
    }
}

extension Endpoint {
    public static var statements: [CheckedStatement] { [] }
    public static var parameters: [ParameterDeclaration] { [] }
    public static var file: FileBody? { nil }
    public static var violations: [String: Problem] { [:] }
    public static var isTagged: Bool { false }
    public static var heedsIfMatch: Bool { false }
    public static var furtherProblems: [ProblemCode] { [] }
    public static var caching: CachePolicy? { nil }
    public static func outdated(by caller: Caller?) -> [CachePrefix] { [] }
}

/// An endpoint with what is worked out once, when the process starts.
struct Route: Sendable {
    let endpoint: any Endpoint.Type
    let operation: Operation
    let parameters: [ParameterDeclaration]
    let caching: CachePolicy?
    let hasBody: Bool
    /// Whether a request may come without a body, since none of its members must be given.
    let isBodyOptional: Bool
    /// What is counted of it; nil where nothing is called, such as in the reference.
    let counters: EndpointCounters?

    init(_ endpoint: any Endpoint.Type, counters: EndpointCounters? = nil) {
        self.endpoint = endpoint
        self.counters = counters
        operation = endpoint.operation
        caching = endpoint.caching
        parameters = endpoint.parameters.filter {
            $0.location != .caller && $0.location != .machinery
        }
        hasBody = parameters.contains { $0.location == .body }
        isBodyOptional = !parameters.contains { $0.location == .body && $0.isRequired }
    }
}

internal import Calendar
internal import FastCGI
public import JSON
public import Postgres
internal import Telemetry

/// One call of an endpoint: its parameters, its caller, its database connection and its reply.
public final class Call {
    /// The parameters' values, all valid.
    public let values: ParameterValues
    /// Who calls; nil for nobody.
    public let caller: Caller?
    /// The connection of the thread that serves the call.
    public let database: Connection
    public let reply: Reply
    public let services: Services
    /// The path and the query's pairs as they came, for links to other pages.
    let path: String
    let query: QueryString
    /// The body's bytes as they came; empty if the endpoint takes none.
    let body: [UInt8]
    let request: Request
    /// Whether the answer is to be kept, and so must be whole whatever this client has already.
    var isKept = false
    let log: Log

    init(
        values: ParameterValues, caller: Caller?, database: Connection, reply: Reply,
        services: Services, path: String, query: QueryString, body: [UInt8], request: Request,
        log: Log
    ) {
        self.values = values
        self.caller = caller
        self.database = database
        self.reply = reply
        self.services = services
        self.path = path
        self.query = query
        self.body = body
        self.request = request
        self.log = log
    }

    /// The caller's address, as the web server saw it.
    public var address: String { request["REMOTE_ADDR"] ?? "" }

    /// Whether a token came that says nothing of who calls, as it is not valid or has ended.
    public var hasInvalidToken: Bool { caller == nil && Authentication.hasToken(request) }

    /// The value of one of the token cookies, or nil.
    ///
    /// - Throws: 403 if the cookie came with a request that another site's page made: a browser sends
    ///   cookies with those too.
    public func cookie(_ cookie: TokenCookie) throws(Problem) -> String? {
        guard let field = request["HTTP_COOKIE"],
            let value = cookie.value(in: field, isSecure: isSecure)
        else { return nil }
        try Authentication.refuseForeignOrigin(request)
        return value
    }

    /// Logs something that concerns the hall's security.
    public func report(_ event: String, _ fields: [(name: String, value: String)] = []) {
        log.write(
            .warning, "security: \(event)",
            [("request_id", request["REQUEST_ID"] ?? ""), ("address", address)] + fields)
    }

    /// Whether the client spoke TLS.
    public var isSecure: Bool { request.isSecure }

    /// Whether the client can see that a body was cut off: HTTP/1.0 has no way to show it.
    private var showsTruncation: Bool { request["SERVER_PROTOCOL"] != "HTTP/1.0" }

    /// Refuses to stream what would look whole when it was cut off.
    public func refuseUnlessTruncationShows() throws(Problem) {
        guard !showsTruncation else { return }
        throw Problem(
            .httpVersionNotSupported,
            "HTTP/1.0 cannot show that an answer was cut off; use HTTP/1.1 or later.")
    }

    /// Answers with JSON that fits a buffer or streams beyond it.
    public func json(
        status: Int = 200, cacheControl: String = "no-store",
        _ body: (inout JSONWriter) throws -> Void
    ) throws {
        reply.status = status
        reply.add("Content-Type", "application/json")
        reply.add("Cache-Control", cacheControl)
        var json = JSONWriter(reply.body)
        try body(&json)
    }

    /// Answers 204, without a body.
    public func nothing() {
        reply.status = 204
        reply.add("Cache-Control", "no-store")
    }

    /// Runs a statement with the call's own values.
    public func run(_ statement: PreparedSQL) throws -> Rows {
        try database.run([statement.command(values)])[0]
    }

    /// Gives a whole body an `ETag` and answers 304 without it if the client has it already.
    public func tag() {
        guard !isKept, reply.isRevocable, reply.status == 200 else { return }
        let tag = EntityTag.make(reply.body)
        reply.add("ETag", tag)
        if matches(tag) {
            reply.status = 304
            reply.body.reset()
        }
    }

    /// Whether the client has what a tag names already.
    func matches(_ tag: String) -> Bool {
        request["HTTP_IF_NONE_MATCH"].map { EntityTag.matches($0, tag) } ?? false
    }
}

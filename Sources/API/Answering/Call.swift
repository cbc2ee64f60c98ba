internal import Calendar
public import Configuration
internal import FastCGI
public import JSON
public import Postgres
public import Security

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
    let request: Request

    init(
        values: ParameterValues, caller: Caller?, database: Connection, reply: Reply,
        services: Services, path: String, query: QueryString, request: Request
    ) {
        self.values = values
        self.caller = caller
        self.database = database
        self.reply = reply
        self.services = services
        self.path = path
        self.query = query
        self.request = request
    }

    /// Whether the client spoke TLS.
    public var isSecure: Bool { request.isSecure }

    /// Whether the client can see that a body was cut off: HTTP/1.0 has no way to show it.
    public var showsTruncation: Bool {
        request["SERVER_PROTOCOL"] != "HTTP/1.0"
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

    /// Runs a statement with the call's own values.
    public func run(_ statement: PreparedSQL) throws -> Rows {
        try database.run([statement.command(values)])[0]
    }

    /// Gives a whole body an `ETag` and answers 304 without it if the client has it already.
    public func tag() {
        guard reply.isRevocable, reply.status == 200 else { return }
        let tag = EntityTag.make(reply.body)
        reply.add("ETag", tag)
        if let field = request["HTTP_IF_NONE_MATCH"], EntityTag.matches(field, tag) {
            reply.status = 304
            reply.body.reset()
        }
    }
}

/// What all calls share: the configuration and what was made from it when the process started.
public struct Services: Sendable {
    public let configuration: Configuration
    public let signer: TokenSigner
    public let hasher: HasherProgram
    public let endpoints: [any Endpoint.Type]

    /// Gathers the services.
    public init(
        configuration: Configuration, signer: TokenSigner, hasher: HasherProgram,
        endpoints: [any Endpoint.Type]
    ) {
        self.configuration = configuration
        self.signer = signer
        self.hasher = hasher
        self.endpoints = endpoints
    }
}

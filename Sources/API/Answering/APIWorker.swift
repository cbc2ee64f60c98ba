internal import Cache
internal import Configuration
public import FastCGI
internal import JSON
internal import Postgres
internal import Security
internal import Telemetry
internal import Glibc

/// Answers requests: finds the endpoint and the caller, reads the parameters, and turns every
/// failure into its problem document. Each thread has one, with a database connection and a buffer
/// of its own.
public final class APIWorker: Worker {
    let application: Application
    private let database: Connection
    let isBulk: Bool
    let log: Log
    private var reply: Reply?

    /// Seconds after which a client may ask again what was refused for want of memory.
    private static let memoryPatience = 5

    /// Creates the worker of one thread of a pool.
    public init(_ application: Application, pool: PoolName, log: Log) {
        self.application = application
        self.log = log
        isBulk = pool == .bulk
        let configuration = application.services.configuration
        database = Connection(
            configuration.text(isBulk ? Settings.bulkDatabase : Settings.interactiveDatabase),
            niceness: isBulk ? configuration.number(Settings.bulkNiceness) : 0)
    }

    /// Bulk threads are many and seldom all busy, so they do not keep connections while they rest.
    public func rest() {
        if isBulk { database.close() }
    }

    /// Answers a request.
    public func answer(_ request: Request, _ stream: ResponseStream) {
        let reply = begin(request, stream)
        var account = RequestAccount(
            id: request["REQUEST_ID"] ?? "", started: Clock.now, database,
            application.services.telemetry)
        defer { account.end(reply, database, application, log) }
        do {
            try respond(request, reply, &account)
            try reply.finish()
        } catch {
            recover(from: error, request, reply, &account)
        }
    }

    /// Readies the thread's reply and connection for a request.
    func begin(_ request: Request, _ stream: ResponseStream) -> Reply {
        let configuration = application.services.configuration
        let reply =
            self.reply
            ?? Reply(stream: stream, capacity: configuration.number(Settings.outputBytes))
        self.reply = reply
        reply.begin(isHeadRequest: request["REQUEST_METHOD"] == "HEAD")
        database.peer = request.descriptor
        database.deadline = Clock.seconds(
            configuration.number(isBulk ? Settings.streamSeconds : Settings.requestSeconds))
        return reply
    }

    private func respond(
        _ request: Request, _ reply: Reply, _ account: inout RequestAccount
    ) throws {
        guard let path = request["SCRIPT_NAME"], path.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
        else { throw Problem(.malformed, "The path is not UTF-8 without control characters.") }
        let method = request["REQUEST_METHOD"] ?? ""
        switch application.router.match(path, method) {
        case .nothing: throw Problem.notFound()
        case .otherMethods(let allowed):
            let field = [("Allow", allowed.joined(separator: ", "))]
            guard method == "OPTIONS" else {
                throw Problem(
                    .methodNotAllowed, "Allowed are \(field[0].1).", headers: field)
            }
            reply.status = 204
            reply.add("Allow", field[0].1)
            reply.add("Cache-Control", "no-store")
        case .route(let route, let segments):
            account.route = route
            try admit(route, &account)
            try respond(request, reply, route, path, segments, &account)
        }
    }

    /// Refuses what memory does not suffice for.
    private func admit(_ route: Route, _ account: inout RequestAccount) throws(Problem) {
        let memory = application.services.memoryGuard
        let operation = route.operation
        let isRefused =
            switch memory.state(at: Clock.now / 1_000_000) {
            case .open: false
            case .shedding: operation.pool == .bulk
            case .closed: !operation.isVital
            }
        guard isRefused else { return }
        memory.countRefusal()
        account.record.isRefused = true
        throw .unavailable(
            "The server is short of memory; try again in a few seconds.",
            retryAfter: Self.memoryPatience)
    }

    private func respond(
        _ request: Request, _ reply: Reply, _ route: Route, _ path: String,
        _ segments: [(name: String, text: String)], _ account: inout RequestAccount
    ) throws {
        let services = application.services
        let authentication = Authentication(signer: services.signer, now: Int64(time(nil)))
        let caller = try authentication.caller(of: request, for: route.operation)
        let query = try queryString(request)
        account.page = query.pairs.first { $0.name == "page" }?.value.flatMap { Int($0) }
        var reading = ParameterReading()
        try reading.read(path: segments, route.parameters)
        let file = route.endpoint.file.flatMap { $0.takes(request) ? $0 : nil }
        let isForm = request.mediaType == FileBody.form
        reading.read(query, route.parameters, withMembers: file != nil && !isForm)
        let body = try file != nil ? [] : readBody(of: request, route, &reading)
        reading.read(caller)
        try perform(
            call(
                values: try reading.checked(), caller: caller, reply, path: path, query, body: body,
                request), route)
    }

    /// A call on this thread's connection.
    func call(
        values: ParameterValues, caller: Caller?, _ reply: Reply, path: String,
        _ query: QueryString, body: [UInt8], _ request: Request
    ) -> Call {
        Call(
            values: values, caller: caller, database: database, reply: reply,
            services: application.services, path: path, query: query, body: body, request: request,
            log: log)
    }

    /// Lets an endpoint answer, or what it answered before; then what it changed is out of date.
    func perform(_ call: Call, _ route: Route) throws {
        let outdated = route.endpoint.outdated(by: call.caller)
        do {
            if let policy = route.caching {
                try CachedCall(call, route.endpoint, policy).respond()
            } else {
                try route.endpoint.respond(to: call)
            }
            call.services.cache.invalidate(outdated)
        } catch let error as DatabaseError {
            // Nobody knows whether it took effect.
            call.services.cache.invalidate(outdated)
            guard case .statement(let error) = error,
                let problem = error.constraint.flatMap({ route.endpoint.violations[$0] })
            else { throw error }
            throw problem
        }
    }

    private func readBody(
        of request: Request, _ route: Route, _ reading: inout ParameterReading
    ) throws(Problem) -> [UInt8] {
        guard route.hasBody, !(route.isBodyOptional && request.hasNoBody) else { return [] }
        if let file = route.endpoint.file,
            !file.isInPlaceOfJSON || request.mediaType != BodyReading.mediaType
        {
            throw file.otherMediaType
        }
        let (bytes, json) = try BodyReading(application.services.configuration).json(of: request)
        reading.read(json, route.parameters)
        return bytes
    }

    private func queryString(_ request: Request) throws(Problem) -> QueryString {
        guard let text = request["QUERY_STRING"] else {
            throw Problem(.malformed, "The query is not UTF-8.")
        }
        let longest = application.services.configuration.number(Settings.queryBytes)
        guard text.utf8.count <= longest else {
            throw Problem(.uriTooLong, "The query may have \(longest) bytes.")
        }
        return QueryString(text)
    }

    /// Answers with a problem document if nothing has left yet; otherwise the connection breaks, so
    /// that the client can tell.
    private func recover(
        from error: any Error, _ request: Request, _ reply: Reply, _ account: inout RequestAccount
    ) {
        if case DatabaseError.abandoned = error {
            return account.record.ending = .hungUp
        } else if error is DeliveryFailure {
            return account.record.ending = .hungUp
        }
        let id = request["REQUEST_ID"] ?? ""
        let problem = self.problem(for: error, id, request)
        guard reply.isRevocable else {
            account.record.ending = .cutOff
            log.write(.error, "answer cut off", [("request_id", id), ("error", "\(error)")])
            return
        }
        reply.reset()
        reply.status = problem.code.status
        reply.add("Content-Type", "application/problem+json")
        reply.add("Cache-Control", "no-store")
        for field in problem.headers { reply.add(field.name, field.value) }
        var json = JSONWriter(reply.body)
        try? problem.write(to: &json, requestID: id)
        try? reply.finish()
    }

    private func problem(for error: any Error, _ id: String, _ request: Request) -> Problem {
        if let problem = error as? Problem { return problem }
        log.write(
            .error, "request failed",
            [
                ("request_id", id), ("error", "\(error)"),
                ("method", request["REQUEST_METHOD"] ?? ""),
                ("path", request["SCRIPT_NAME"] ?? ""),
            ])
        if let error = error as? DatabaseError { return Problem(error) }
        if error is HasherProgram.Failure {
            return .unavailable("Passwords cannot be checked at the moment.")
        }
        if error is HelperFailure {
            return .unavailable("This cannot be done at the moment; the log has the cause.")
        }
        return Problem(.internalError, "The log has the cause under this request_id.")
    }
}

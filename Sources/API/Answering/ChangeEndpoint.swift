internal import FastCGI
internal import JSON
public import Postgres

/// An endpoint that creates or changes one row and answers it.
public protocol ChangeEndpoint: Endpoint {
    /// The statement that changes; it gives the row as it is then, or none if there is no such row.
    static var change: PreparedSQL { get }
    static var columns: [Column] { get }
    static var encoder: RowEncoder { get }
    /// For a change of what is there: the row as it is before, locked; nil if the endpoint creates.
    static var present: PreparedSQL? { get }
    /// The path of what was created.
    static func location(of row: Row) -> String?
    /// Refuses combinations of parameters that are each valid.
    static func check(_ values: ParameterValues) -> [Fault]
}

extension ChangeEndpoint {
    public static var present: PreparedSQL? { nil }

    public static func location(of row: Row) -> String? { nil }

    public static func check(_ values: ParameterValues) -> [Fault] { [] }

    public static var heedsIfMatch: Bool { present != nil }

    public static var parameters: [ParameterDeclaration] { change.sql.parameters }

    public static var statements: [CheckedStatement] {
        [change, present].compactMap { $0 }.map { CheckedStatement($0, columns) }
    }

    public static var success: Success {
        .json(.object(columns), status: operation.creates ? 201 : 200, operation.summary)
    }

    public static func respond(to call: Call) throws {
        let faults = check(call.values)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        if operation.creates {
            return try call.create { run in
                try answer(try run([change.command(call.values)])[0], status: 201, call)
            }
        }
        guard let present else { return try answer(try call.run(change), status: 200, call) }
        try call.database.transaction { transaction in
            let rows = try transaction.run([present.command(call.values)])[0]
            guard rows.count > 0 else { throw Problem.notFound() }
            try call.requireMatch(rows[0], encoder)
            try answer(
                try transaction.commit(with: [change.command(call.values)])[0], status: 200, call)
        }
    }

    private static func answer(_ rows: Rows, status: Int, _ call: Call) throws {
        guard rows.count > 0 else { throw Problem.notFound() }
        if let location = location(of: rows[0]) { call.reply.add("Location", location) }
        try call.json(status: status) { try encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

extension Call {
    /// Refuses a change of something that is no longer as the client knows it (RFC 9110, section
    /// 13.1.1).
    ///
    /// The comparison is weak, since the web server marks the tag of what it compresses as weak, and
    /// ours are made of the content.
    public func requireMatch(_ row: Row, _ encoder: RowEncoder) throws {
        guard let field = request["HTTP_IF_MATCH"] else { return }
        try encoder.write(row, to: reply.body)
        let tag = EntityTag.make(reply.body)
        reply.body.reset()
        guard EntityTag.matches(field, tag) else { throw Problem.changedMeanwhile }
    }

    /// Runs commands that change something, which must still be as the client knows it if the request
    /// says so. Most do not, and cost one round trip.
    /// - Parameters:
    ///   - present: gives the row as it is before, locked, in the last command's rows.
    ///   - encoder: writes that row as the client was shown it.
    public func change(_ commands: [Command], of present: [Command], _ encoder: RowEncoder) throws
        -> [Rows]
    {
        guard request["HTTP_IF_MATCH"] != nil else { return try database.run(commands) }
        return try database.transaction { transaction in
            let rows = try transaction.run(present)[present.count - 1]
            // Where there is nothing, the change finds nothing either, and says so.
            if rows.count > 0 { try requireMatch(rows[0], encoder) }
            return try transaction.commit(with: commands)
        }
    }

    /// Gives a whole body an `ETag`, for a later `If-Match`.
    public func addTag() {
        if reply.isRevocable { reply.add("ETag", EntityTag.make(reply.body)) }
    }
}

extension Problem {
    fileprivate static let changedMeanwhile = Problem(
        .preconditionFailed, "This has changed since you read it. Read it again and decide anew.")
}

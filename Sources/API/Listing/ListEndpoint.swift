internal import JSON
internal import Postgres

/// An endpoint that answers a page of a list.
public protocol ListEndpoint: Endpoint {
    static var list: List { get }
    /// How long others may keep the answer.
    static var cacheControl: String { get }
    /// For a list that belongs to something: a statement without a row if there is no such thing.
    static var parent: PreparedSQL? { get }
    /// Whether `parent` gives the list's exact total, an `int8`, so that nothing has to be counted.
    static var parentKnowsTotal: Bool { get }
    /// Refuses combinations of parameters that are each valid.
    static func check(_ values: ParameterValues) -> [Fault]
}

extension ListEndpoint {
    public static var cacheControl: String { "private, no-cache" }

    public static var parent: PreparedSQL? { nil }

    public static var parentKnowsTotal: Bool { false }

    public static func check(_ values: ParameterValues) -> [Fault] { [] }

    public static var parameters: [ParameterDeclaration] {
        var parameters = list.parameters
        for segment in operation.path.split(separator: "/") where segment.hasPrefix("{") {
            precondition(parameters.contains { "{\($0.name)}" == segment }, operation.path)
        }
        parameters.removeAll { $0.location == .caller }
        return parameters
    }

    public static var statements: [CheckedStatement] {
        [
            CheckedStatement(list.byNumber, list.columns),
            CheckedStatement(list.after, list.columns),
            CheckedStatement(list.before, list.columns), CheckedStatement(list.count, []),
            CheckedStatement(list.estimate, []),
        ]
            + [parent].compactMap { $0.map { CheckedStatement($0, []) } }
            + (list.tallied.map {
                [CheckedStatement($0.total, []), CheckedStatement($0.byNumber, list.columns)]
            } ?? [])
    }

    public static var success: Success {
        .json(
            .object([
                .init("items", .array(.object(list.columns))),
                .init("pagination", PageFacts.schema),
            ]), "A page of the list.")
    }

    public static func respond(to call: Call) throws {
        let faults = check(call.values)
        guard faults.isEmpty else { throw Problem.malformed(faults) }
        let page = try Page(call, list)
        let total = parentKnowsTotal ? nil : page.totalStatement(call.values, list)
        let commands =
            [page.statement(call.values, list).command(page.machinery(call.values, list))]
            + [total, parent].compactMap { $0?.command(call.values) }
        let results = try call.database.run(commands)
        if parent != nil, results.last?.count == 0 { throw Problem.notFound() }

        let isCounted = total != nil || parentKnowsTotal && page.counting != .none
        let facts = PageFacts(
            page, list, rows: results[0], total: isCounted ? PageFacts.total(results[1]) : nil)
        if let link = facts.link(path: call.path, query: call.query) {
            call.reply.add("Link", link)
        }
        try call.json(cacheControl: cacheControl) { json in
            try json.object { json in
                try json.array("items") { json in
                    for index in facts.shown {
                        try json.separate()
                        try list.encoder.write(results[0][index], to: json.output)
                    }
                }
                try json.object("pagination") { try facts.write(to: &$0) }
            }
        }
        call.tag()
    }
}

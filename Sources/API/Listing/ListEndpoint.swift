internal import JSON
public import Postgres

/// An endpoint that answers a page of a list.
public protocol ListEndpoint: Endpoint {
    static var list: List { get }
    /// How long others may keep the answer.
    static var cacheControl: String { get }
    /// Refuses combinations of parameters that are each valid.
    static func check(_ values: ParameterValues) -> [Fault]
}

extension ListEndpoint {
    public static var cacheControl: String { "private, no-cache" }

    public static func check(_ values: ParameterValues) -> [Fault] { [] }

    public static var isTagged: Bool { true }

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
            + [list.parent, list.boundedCount, list.kept?.total].compactMap {
                $0.map { CheckedStatement($0, []) }
            }
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
        let total = page.totalStatement(call.values, list)
        let isCounted = total != nil && page.counting != .estimated
        let commands =
            [page.statement(call.values, list).command(page.machinery(call.values, list))]
            + [total, isCounted ? nil : list.parent].compactMap { $0?.command(call.values) }
        let results = try call.database.run(commands)
        if list.parent != nil {
            let isThere = isCounted ? results[1][0].bool(1) : results[results.count - 1].count > 0
            guard isThere else { throw Problem.notFound() }
        }
        let facts = PageFacts(
            page, list, rows: results[0], total: total.flatMap { _ in PageFacts.total(results[1]) })
        try call.page(list, results[0], facts, cacheControl: cacheControl)
    }
}

extension Call {
    /// Answers with a page of a list by number that an endpoint found by itself.
    /// - Parameters:
    ///   - rows: the page's, and one more if there is another page; the list's keys stand behind the
    ///     columns, in the list's order.
    ///   - parameter: the query's parameter that said what to find, which leads to no other page.
    public func page(
        _ list: List, number: Int, size: Int, total: Int, _ rows: Rows, insteadOf parameter: String
    ) throws {
        let facts = PageFacts(Page(number: number, size: size), list, rows: rows, total: total)
        try page(
            list, rows, facts, cacheControl: "private, no-cache", leavingOut: [parameter])
    }

    fileprivate func page(
        _ list: List, _ rows: Rows, _ facts: PageFacts, cacheControl: String,
        leavingOut names: [String] = []
    ) throws {
        if let link = facts.link(path: path, query: query, leavingOut: names) {
            reply.add("Link", link)
        }
        try json(cacheControl: cacheControl) { json in
            try json.object { json in
                try json.array("items") { json in
                    for index in facts.shown {
                        try json.separate()
                        try list.encoder.write(rows[index], to: json.output)
                    }
                }
                try json.object("pagination") { try facts.write(to: &$0) }
            }
        }
        tag()
    }
}

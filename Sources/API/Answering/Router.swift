/// Finds the endpoint for a path and a method: a tree of path segments.
struct Router: Sendable {
    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        /// Parameters, the one with the longest suffix first, such as `.ics` in `{id}.ics`.
        var parameters: [(name: String, suffix: String, node: Int)] = []
        var routes: [Method: Route] = [:]
    }

    /// What was found for a path.
    enum Match {
        case route(Route, [(name: String, text: String)])
        /// The path exists, the method does not.
        case otherMethods(allowed: [String])
        case nothing
    }

    private var nodes = [Node()]
    /// The routes whose answers are kept.
    let cached: [Route]

    init(_ routes: [Route]) {
        cached = routes.filter { $0.caching != nil }
        for route in routes { insert(route) }
    }

    private mutating func insert(_ route: Route) {
        var current = 0
        for segment in route.operation.path.split(separator: "/") {
            current = child(of: current, for: segment)
        }
        precondition(
            nodes[current].routes.updateValue(route, forKey: route.operation.method) == nil,
            "two endpoints for \(route.operation.method) \(route.operation.path)")
    }

    private mutating func child(of parent: Int, for segment: Substring) -> Int {
        guard segment.hasPrefix("{"), let end = segment.firstIndex(of: "}") else {
            let name = String(segment)
            if let known = nodes[parent].literals[name] { return known }
            let node = addNode()
            nodes[parent].literals[name] = node
            return node
        }
        let name = String(segment[..<end].dropFirst())
        let suffix = String(segment[segment.index(after: end)...])
        if let known = nodes[parent].parameters.first(where: { $0.suffix == suffix }) {
            precondition(known.name == name, "{\(known.name)} and {\(name)} at one place")
            return known.node
        }
        let node = addNode()
        nodes[parent].parameters.append((name, suffix, node))
        nodes[parent].parameters.sort { $0.suffix.utf8.count > $1.suffix.utf8.count }
        return node
    }

    private mutating func addNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }

    /// Looks a path up. A trailing slash names something else, which does not exist.
    func match(_ path: String, _ method: String) -> Match {
        guard path.hasPrefix("/") else { return .nothing }
        var current = 0
        var parameters: [(name: String, text: String)] = []
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let text = String(segment)
            if let next = nodes[current].literals[text] {
                current = next
            } else if let parameter = nodes[current].parameters.first(where: {
                text.hasSuffix($0.suffix) && text.utf8.count > $0.suffix.utf8.count
            }) {
                parameters.append(
                    (parameter.name, String(text.dropLast(parameter.suffix.count))))
                current = parameter.node
            } else {
                return .nothing
            }
        }
        let routes = nodes[current].routes
        guard !routes.isEmpty else { return .nothing }
        // HEAD is GET without the body.
        let wanted = method == "HEAD" ? Method.get : Method(rawValue: method)
        if let route = wanted.flatMap({ routes[$0] }) { return .route(route, parameters) }
        return .otherMethods(allowed: Self.allowed(routes))
    }

    private static func allowed(_ routes: [Method: Route]) -> [String] {
        let methods = Method.allCases.filter { routes[$0] != nil }.map(\.rawValue)
        return ["OPTIONS"] + (routes[.get] == nil ? [] : ["HEAD"]) + methods
    }
}

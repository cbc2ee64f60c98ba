/// Finds the endpoint for a path and a method: a tree of path segments.
struct Router: Sendable {
    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: (name: String, node: Int)?
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

    init(_ routes: [Route]) {
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
        let isParameter = segment.hasPrefix("{")
        let name = isParameter ? String(segment.dropFirst().dropLast()) : String(segment)
        if isParameter, let known = nodes[parent].parameter {
            precondition(known.name == name, "{\(known.name)} and {\(name)} at one place")
            return known.node
        }
        if !isParameter, let known = nodes[parent].literals[name] { return known }
        nodes.append(Node())
        let node = nodes.count - 1
        if isParameter {
            nodes[parent].parameter = (name, node)
        } else {
            nodes[parent].literals[name] = node
        }
        return node
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
            } else if let parameter = nodes[current].parameter, !text.isEmpty {
                parameters.append((parameter.name, text))
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

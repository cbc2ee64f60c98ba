internal import Synchronization
internal import Telemetry

/// The API as a whole: its endpoints, the tree in which they are found, and the services they
/// share.
public final class Application: Sendable {
    let router: Router
    let services: Services
    /// Whether the cache's warm-up was begun.
    private let isWarmedUp = Atomic(false)
    /// What is counted of requests that no endpoint answers.
    let strays: EndpointCounters

    /// Builds the API from the endpoints that `services` lists.
    /// - Throws: if there are more of them than can be counted.
    public init(_ services: Services) throws {
        self.services = services
        func counters(_ name: String, _ pool: PoolName) throws -> EndpointCounters {
            try services.telemetry.counters(of: name, pool: pool.number)
        }
        strays = try counters("unknown", .interactive)
        router = Router(
            try services.endpoints.map { endpoint in
                let operation = endpoint.operation
                return Route(endpoint, counters: try counters(operation.name, operation.pool))
            })
    }

    /// Whether the caller is the first who asks, and so warms the cache up.
    func beginsWarmUp() -> Bool { !isWarmedUp.exchange(true, ordering: .relaxed) }
}

extension PoolName {
    /// The pool's place among all, by which counters name it.
    var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The pool of a number.
    public init?(number: Int) {
        guard Self.allCases.indices.contains(number) else { return nil }
        self = Self.allCases[number]
    }
}

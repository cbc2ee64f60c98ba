internal import Synchronization

/// The API as a whole: its endpoints, the tree in which they are found, and the services they
/// share.
public final class Application: Sendable {
    let router: Router
    let services: Services
    /// Whether the cache's warm-up was begun.
    private let isWarmedUp = Atomic(false)

    /// Builds the API from the endpoints that `services` lists.
    public init(_ services: Services) {
        self.services = services
        router = Router(services.endpoints.map(Route.init))
    }

    /// Whether the caller is the first who asks, and so warms the cache up.
    func beginsWarmUp() -> Bool { !isWarmedUp.exchange(true, ordering: .relaxed) }
}

/// The API as a whole: its endpoints, the tree in which they are found, and the services they
/// share.
public struct Application: Sendable {
    let router: Router
    let services: Services

    /// Builds the API from the endpoints that `services` lists.
    public init(_ services: Services) {
        self.services = services
        router = Router(services.endpoints.map(Route.init))
    }
}

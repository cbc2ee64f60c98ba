public import Configuration
public import Security

/// What all calls share: the configuration and what was made from it when the process started.
public struct Services: Sendable {
    public let configuration: Configuration
    public let keys: KeyRing
    public let signer: TokenSigner
    public let hasher: HasherProgram
    public let endpoints: [any Endpoint.Type]
    /// The OpenAPI document of the endpoints.
    public let reference: StoredAnswer

    /// Gathers the services.
    public init(
        configuration: Configuration, keys: KeyRing, hasher: HasherProgram,
        endpoints: [any Endpoint.Type]
    ) throws {
        self.configuration = configuration
        self.keys = keys
        signer = TokenSigner(keys)
        self.hasher = hasher
        self.endpoints = endpoints
        reference = try StoredAnswer { try OpenAPIDocument(endpoints).write(to: &$0) }
    }
}

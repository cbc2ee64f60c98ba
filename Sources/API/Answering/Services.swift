public import Cache
public import Configuration
public import Security

/// What all calls share: the configuration and what was made from it when the process started.
public struct Services: Sendable {
    public let configuration: Configuration
    public let keys: KeyRing
    public let signer: TokenSigner
    public let hasher: HasherProgram
    public let endpoints: [any Endpoint.Type]
    /// What finished answers are kept in.
    public let cache: Cache
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
        cache = Cache(CacheLimits(configuration))
        reference = try StoredAnswer { try OpenAPIDocument(endpoints).write(to: &$0) }
    }
}

extension CacheLimits {
    fileprivate init(_ configuration: Configuration) {
        self.init(
            redis: configuration.text(Settings.redis),
            redisMilliseconds: configuration.number(Settings.redisMilliseconds),
            pauseMilliseconds: configuration.number(Settings.redisPauseMilliseconds),
            bytes: configuration.number(Settings.cacheBytes),
            waitMilliseconds: configuration.number(Settings.cacheWaitMilliseconds))
    }
}

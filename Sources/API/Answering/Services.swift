public import Cache
public import Configuration
public import Security
public import Telemetry

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
    /// What this process and all others count.
    public let telemetry: Telemetry
    /// What keeps memory from running out.
    public let memoryGuard: MemoryGuard

    /// Gathers the services.
    /// - Parameters:
    ///   - referenceMaker: who makes the OpenAPI document, which touches every endpoint's whole
    ///     declaration.
    public init(
        configuration: Configuration, keys: KeyRing, hasher: HasherProgram,
        endpoints: [any Endpoint.Type], telemetry: Telemetry, log: Log,
        referenceMaker: StoredAnswer.Maker = .here
    ) throws {
        self.configuration = configuration
        self.keys = keys
        signer = TokenSigner(keys)
        self.hasher = hasher
        self.endpoints = endpoints
        cache = Cache(CacheLimits(configuration))
        reference = try StoredAnswer(referenceMaker) {
            try OpenAPIDocument(endpoints).write(to: &$0)
        }
        self.telemetry = telemetry
        memoryGuard = MemoryGuard(configuration, telemetry, log)
    }
}

extension MemoryGuard {
    fileprivate init(_ configuration: Configuration, _ telemetry: Telemetry, _ log: Log) {
        let thresholds = Thresholds(
            shedding: configuration.number(Settings.memoryThreshold),
            closed: configuration.number(Settings.memoryCritical),
            hysteresis: configuration.number(Settings.memoryHysteresis))
        self.init(
            telemetry.board, files: MemoryFiles(root: configuration.text(Settings.memoryFiles)),
            thresholds: thresholds, interval: configuration.number(Settings.memorySample)
        ) { state, reading in
            log.write(
                .warning, "the memory guard is \(state.name)",
                [("used_bytes", "\(reading.used)"), ("total_bytes", "\(reading.total)")])
        }
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

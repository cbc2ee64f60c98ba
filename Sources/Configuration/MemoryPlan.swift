/// The most memory that a configuration can come to take: fixed bytes per request times the requests
/// that are answered at once, and what stands whether there are requests or not.
public struct MemoryPlan: Sendable {
    /// One kind of consumer.
    public struct Part: Sendable {
        /// What people call it.
        public let name: String
        /// How many of them there are at the most.
        public let count: Int
        /// Bytes of one of them.
        public let bytes: Int

        /// Describes a kind.
        public init(_ name: String, count: Int, bytes: Int) {
            self.name = name
            self.count = count
            self.bytes = bytes
        }
    }

    private static let mebibyte = 1 << 20
    /// A responder before its first request, with all libraries.
    private static let process = 12 * mebibyte
    /// What a thread touches of its stack, and a head's buffer.
    private static let thread = 128 * 1_024
    /// Text and the tree that is made of it take so many times the text's bytes.
    private static let parsing = 8
    /// Batches of a stream: two ahead, one being written, and libpq's own buffer.
    private static let batches = 4
    /// The rows of a page with libpq's buffer for them.
    private static let page = 512 * 1_024
    /// A process that hashes a password (RFC 9106 with 19 MiB), with its libraries.
    private static let hash = 24 * mebibyte
    /// A process may have so many times the address space that it comes to touch.
    private static let addressSpace = 2
    /// A background worker, with libcurl and the messages under way.
    private static let worker = 24 * mebibyte
    /// A reload runs two generations at a time.
    private static let generations = 2

    /// All that takes memory.
    public private(set) var parts: [Part]

    /// What the responders and workers of a configuration take.
    public init(_ configuration: Configuration) {
        let processes = configuration.number(Settings.responders) * Self.generations
        let request =
            Self.thread + configuration.number(Settings.outputBytes)
            + configuration.number(Settings.jsonBytes) * Self.parsing
        let stream = request + configuration.number(Settings.batchBytes) * Self.batches
        let interactive = configuration.number(Settings.poolSize)
        let bulk = configuration.number(Settings.bulkThreads)
        let passwords = configuration.number(Settings.passwordThreads)
        parts = [
            Part("responders", count: processes, bytes: Self.process),
            Part("requests", count: processes * interactive, bytes: request + Self.page),
            Part("exports and the like", count: processes * bulk, bytes: stream),
            Part("log-ins", count: processes * passwords, bytes: request + Self.page),
            Part("password hashes", count: processes * passwords, bytes: Self.hash),
            Part("caches", count: processes, bytes: configuration.number(Settings.cacheBytes)),
            Part(
                "thumbnails", count: configuration.number(Settings.thumbnails),
                bytes: configuration.number(Settings.thumbnailMegabytes) * Self.mebibyte
                    / Self.addressSpace),
            Part("workers", count: configuration.number(Settings.workers), bytes: Self.worker),
        ]
    }

    /// Adds what else runs on the same memory.
    public mutating func add(_ part: Part) { parts.append(part) }

    /// Bytes of all parts.
    public var bytes: Int { parts.reduce(0) { $0 + $1.count * $1.bytes } }

    /// Each part and the sum, a line each.
    public var lines: [String] {
        func size(_ bytes: Int) -> String {
            let tenths = bytes * 10 / Self.mebibyte
            return "\(tenths / 10).\(tenths % 10) MiB"
        }
        return parts.map { part in
            "\(part.name): \(part.count) × \(size(part.bytes)) = \(size(part.count * part.bytes))"
        } + ["together: \(size(bytes))"]
    }

    /// The bytes that may be taken.
    /// - Parameter total: bytes that there are.
    public static func budget(_ configuration: Configuration, total: Int) -> Int {
        let set = configuration.number(Settings.memoryBudget)
        return set > 0
            ? set * mebibyte : total / 100 * configuration.number(Settings.memoryThreshold)
    }
}

/// What one pool may use.
public struct PoolLimits: Sendable {
    /// Threads, and so requests answered at once.
    public var threads: Int
    /// Open connections from the web server at the most; more wait in the socket's backlog.
    public var connections: Int
    /// Seconds that the web server may take to send, or to take, the next bytes.
    public var ioSeconds: Int
    /// Seconds without work after which a thread's `rest()` is called.
    public var restSeconds: Int
    /// How far the threads stand behind others when cores are short: 0 to 19 (nice(2)).
    public var niceness: Int

    /// Creates limits.
    public init(
        threads: Int, connections: Int, ioSeconds: Int, restSeconds: Int, niceness: Int = 0
    ) {
        self.threads = threads
        self.connections = connections
        self.ioSeconds = ioSeconds
        self.restSeconds = restSeconds
        self.niceness = niceness
    }
}

/// Counters of a pool, as they stand at one moment.
public struct PoolStatus: Sendable {
    public let name: String
    public let connections: Int
    public let busy: Int
    public let requests: Int
}

/// How a process's cache does, at one moment.
public struct CacheStatistics: Sendable {
    /// Where values are kept at present.
    public enum Kind: String, Sendable { case redis, memory }

    public let kind: Kind
    /// Whether Redis is asked: `closed` it is, `open` it is not, `halfOpen` it is being tried.
    public let breaker: Breaker.State
    /// Keys that are kept: in Redis all of its database's, in memory this process's.
    public let entries: Int
    /// Bytes that they take, with what it takes to keep them.
    public let bytes: Int
}

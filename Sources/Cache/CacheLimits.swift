/// What a cache may use, and how long it waits.
public struct CacheLimits: Sendable {
    /// The path of Redis' unix socket; empty if there is no Redis.
    public var redis: String
    /// Milliseconds for connecting to Redis, and for each of its answers.
    public var redisMilliseconds: Int
    /// Milliseconds after which Redis is tried again once it has failed.
    public var pauseMilliseconds: Int
    /// Bytes of the memory that stands in for Redis, with all that it takes to keep them.
    public var bytes: Int
    /// Milliseconds that a request waits for another one that makes the same value.
    public var waitMilliseconds: Int

    /// Creates limits.
    public init(
        redis: String, redisMilliseconds: Int, pauseMilliseconds: Int, bytes: Int,
        waitMilliseconds: Int
    ) {
        self.redis = redis
        self.redisMilliseconds = redisMilliseconds
        self.pauseMilliseconds = pauseMilliseconds
        self.bytes = bytes
        self.waitMilliseconds = waitMilliseconds
    }
}

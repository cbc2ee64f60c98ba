/// What one request came to.
public struct RequestRecord: Sendable {
    /// How an answer ended.
    public enum Ending: String, Sendable {
        /// As it was meant to.
        case whole
        /// It broke off on our side, and the client can tell.
        case cutOff = "cut_off"
        /// The client went away.
        case hungUp = "hung_up"
    }

    public var status = 200
    public var ending = Ending.whole
    /// Whether the memory guard refused it.
    public var isRefused = false
    public var microseconds = 0
    public var statements = 0
    public var roundTrips = 0
    public var rows = 0
    /// Bytes of the body.
    public var bytes = 0
    /// What the cache said: `hit`, `miss` or `bypass`; nil if it was not asked.
    public var cache: CacheUse?

    /// What a cache came to.
    public enum CacheUse: String, Sendable, CaseIterable { case hit, miss, bypass }

    /// Begins a record.
    public init() {}
}

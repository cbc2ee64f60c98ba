/// What was counted of an endpoint by all processes since the service started, also by those that
/// have ended.
public struct EndpointSummary: Sendable {
    /// Why requests failed.
    public enum Failure: String, Sendable, CaseIterable {
        /// A status of 4xx.
        case client
        /// A status of 5xx.
        case server
        /// For want of memory (503).
        case refused
        case cutOff = "cut_off"
        case hungUp = "hung_up"
    }

    /// The method and the path, such as `GET /api/v1/venues/{id}`.
    public let name: String
    /// The number of its pool.
    public let pool: Int
    public let requests: Int
    public let failures: [Failure: Int]
    public let statements: Int
    /// The most statements of one request.
    public let mostStatements: Int
    public let roundTrips: Int
    public let rows: Int
    /// Bytes of the bodies.
    public let bytes: Int
    /// The sum of all durations.
    public let microseconds: Int
    public let cache: [RequestRecord.CacheUse: Int]
    public let slowestMicroseconds: Int
    /// The request id of the slowest; nil in the moment in which it changes.
    public let slowestID: String?
    public let durations: Histogram
}

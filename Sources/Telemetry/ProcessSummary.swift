/// One responder process that runs.
public struct ProcessSummary: Sendable {
    public let id: Int32
    /// How many processes had begun when this one did.
    public let generation: Int
    /// In Unix seconds.
    public let startedAt: Int
    public let residentBytes: Int
    public let peakBytes: Int
    /// Since it began.
    public let requests: Int
    /// Requests that are being answered.
    public let busy: Int
    public let statements: Int
    public let roundTrips: Int
}

/// A value that was found.
public struct Found: Sendable {
    public let value: [UInt8]
    /// Milliseconds for which it is good.
    public let remaining: Int
}

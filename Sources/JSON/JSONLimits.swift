/// What a document may cost before the reader refuses it.
///
/// Time and memory are linear in `maximumBytes` and `maximumElements`. At the defaults the
/// costliest text tried, one object of 10,000 members, took 1.5 MiB beside its own 254 KiB.
public struct JSONLimits: Sendable {
    /// Bytes of the whole text. Default: 262,144 (256 KiB).
    public let maximumBytes: Int
    /// Arrays and objects open at once, at most 128. Default: 32.
    public let maximumDepth: Int
    /// UTF-8 bytes of one string or member name, after its escapes are undone. Default: 65,536.
    public let maximumStringBytes: Int
    /// Array elements and object members together, in the whole text. Default: 10,000.
    public let maximumElements: Int
    /// Digits of one number, those of fraction and exponent included. Default: 40.
    public let maximumNumberDigits: Int

    /// Limits with the defaults above.
    ///
    /// - Precondition: none is negative, and `maximumDepth` is at most 128: the reader calls itself
    ///   once per level, and 128 levels take up to 128 KiB of stack (320 KiB in a debug build).
    public init(
        maximumBytes: Int = 262_144,
        maximumDepth: Int = 32,
        maximumStringBytes: Int = 65_536,
        maximumElements: Int = 10_000,
        maximumNumberDigits: Int = 40
    ) {
        precondition((0...128).contains(maximumDepth), "maximumDepth is not in 0...128")
        precondition(
            min(maximumBytes, maximumStringBytes, maximumElements, maximumNumberDigits) >= 0,
            "a limit is negative")
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumStringBytes = maximumStringBytes
        self.maximumElements = maximumElements
        self.maximumNumberDigits = maximumNumberDigits
    }
}

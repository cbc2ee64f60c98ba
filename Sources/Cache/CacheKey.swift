/// What a kept value is known by, how long it lives, and what makes it out of date before.
///
/// The name is structured, `tab:forum:page:size:user`: its parts stand between colons.
public struct CacheKey: Sendable {
    /// The name.
    public let text: String
    /// Whatever is invalidated under one of these, is no longer found.
    let prefixes: [CachePrefix]
    /// Milliseconds.
    let lifetime: Int

    /// Makes a key.
    /// - Parameters:
    ///   - parts: the name's parts; the first one is also the prefix that it is invalidated by.
    ///   - lifetime: seconds that a value is good for.
    ///   - prefixes: what else makes a value out of date.
    public init(
        _ parts: [String], lifetime: Int, outdatedBy prefixes: [CachePrefix] = []
    ) {
        text = parts.map(CachePrefix.escape).joined(separator: ":")
        self.prefixes = [.everything, CachePrefix(parts[0])] + prefixes
        self.lifetime = lifetime * 1_000
    }
}

/// The beginning of keys' names, under which values are invalidated together.
public struct CachePrefix: Sendable, Hashable {
    let text: String

    /// Names the keys that begin with these parts.
    public init(_ parts: String...) {
        text = parts.map { Self.escape($0) + ":" }.joined()
    }

    /// All keys there are.
    public static let everything = CachePrefix()

    /// A part as it stands between colons: with a colon of its own it could pass for two.
    static func escape(_ part: String) -> String {
        guard part.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "%") })
        else { return part }
        return part.unicodeScalars.map { scalar in
            switch scalar {
            case ":": "%3A"
            case "%": "%25"
            default: String(scalar)
            }
        }.joined()
    }
}

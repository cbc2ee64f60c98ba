/// The secret that a webhook and its receiver share, and the signatures made with it (Standard
/// Webhooks 1.0, "Signature scheme": symmetric).
public struct WebhookSecret: Sendable {
    /// Bytes of a secret; the scheme allows 24 to 64.
    private static let length = 32
    private static let prefix = "whsec_"

    /// What is sealed and stored.
    public let bytes: [UInt8]

    /// Makes a secret that nobody can guess.
    public static func make() -> WebhookSecret {
        WebhookSecret(bytes: Sodium.randomBytes(length))
    }

    /// A secret that was made before.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The secret as its receiver gets it: `whsec_` and base64.
    public var text: String { Self.prefix + Sodium.base64(bytes) }

    /// The value of the header field `webhook-signature` for a message.
    /// - Parameters:
    ///   - id: the message's id, the same each time that it is sent.
    ///   - timestamp: when it is sent, in seconds since 1970.
    public func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let content = Array("\(id).\(timestamp).".utf8) + body
        return "v1," + Sodium.base64(Sodium.hmac(content, key: bytes))
    }
}

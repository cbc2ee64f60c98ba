/// One secret of the server's, and the keys that are derived from it: one for each purpose, so that
/// what is made for one purpose says nothing of another.
struct Key: Sendable {
    /// Bytes of a key's name.
    static let nameLength = 6

    /// Tells the key from another one without telling anything of it.
    let name: [UInt8]
    /// The name as tokens have it (`kid`).
    let id: String
    /// Signs access tokens: the secret itself, as every JWT library would use it.
    let signing: [UInt8]
    /// Leads from a refresh token to the next.
    let succession: [UInt8]
    /// Digests request bodies.
    let digestion: [UInt8]
    /// Encrypts what is stored.
    let sealing: [UInt8]

    /// Derives the keys, or gives nil if the secret is too short.
    init?(_ secret: [UInt8]) {
        guard secret.count >= TokenSigner.shortestKey else { return nil }
        // A token's signed text begins with base64url and has a full stop, so no label is one.
        func derived(_ label: String) -> [UInt8] {
            Sodium.hmac(Array("guildhall \(label)".utf8), key: secret)
        }
        name = Array(derived("key name").prefix(Self.nameLength))
        id = Sodium.base64URL(name)
        signing = secret
        succession = derived("refresh token")
        digestion = derived("request digest")
        sealing = derived("sealed answer")
    }
}

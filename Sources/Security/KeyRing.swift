internal import CSodium

/// The server's keys: the one in use, the one before it, and the one to come.
///
/// New things are made with the current key. What was made with the previous one stays good until
/// that key is taken away, so that a change of keys logs nobody out. The next one is there before
/// anything is made with it, so that while processes change keys one by one, each accepts what any
/// other makes.
public struct KeyRing: Sendable {
    /// The current key first.
    private let keys: [Key]

    /// Makes a ring, or gives nil if a key is shorter than `TokenSigner.shortestKey`.
    public init?(current: [UInt8], previous: [UInt8]? = nil, next: [UInt8]? = nil) {
        var secrets = [current]
        for secret in [previous, next].compactMap({ $0 }) where !secrets.contains(secret) {
            secrets.append(secret)
        }
        keys = secrets.compactMap { Key($0) }
        guard keys.count == secrets.count else { return nil }
    }

    /// The key with which new things are made.
    var current: Key { keys[0] }

    /// The key of an id, or nil if the ring does not hold it.
    func key(id: String) -> Key? { keys.first { $0.id == id } }

    /// The refresh token that follows one, by each key, the current key's first.
    ///
    /// It follows from the token and the key alone. So a refresh that is repeated, because its answer
    /// was lost, gets the same answer, though nobody stored a token.
    public func successors(of token: String) -> [String] {
        keys.map { Sodium.base64URL(Sodium.hmac(Array(token.utf8), key: $0.succession)) }
    }

    /// The digests of a request's body by each key, 32 bytes each, the current key's first: a stored
    /// digest of the same body is one of them.
    ///
    /// Without the keys nobody can find out from them which of some likely bodies was sent.
    public func digests(_ bytes: [UInt8]) -> [[UInt8]] {
        keys.map { Sodium.hmac(bytes, key: $0.digestion) }
    }

    /// Encrypts and authenticates bytes with the current key.
    public func seal(_ bytes: [UInt8]) -> [UInt8] {
        let nonce = Sodium.randomBytes(Self.nonceLength)
        var content = [UInt8](repeating: 0, count: bytes.count + Self.tagLength)
        // XChaCha20-Poly1305: its nonces are long enough to be drawn at random.
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            &content, nil, bytes, UInt64(bytes.count), current.name, UInt64(Key.nameLength), nil,
            nonce, current.sealing)
        return current.name + nonce + content
    }

    /// What was sealed with one of the keys, or nil if it was not, or was changed.
    public func open(_ sealed: [UInt8]) -> [UInt8]? {
        let start = Key.nameLength + Self.nonceLength
        guard sealed.count >= start + Self.tagLength,
            let key = keys.first(where: { sealed.starts(with: $0.name) })
        else { return nil }
        let nonce = Array(sealed[Key.nameLength..<start])
        let content = Array(sealed[start...])
        var bytes = [UInt8](repeating: 0, count: content.count - Self.tagLength)
        let status = crypto_aead_xchacha20poly1305_ietf_decrypt(
            &bytes, nil, nil, content, UInt64(content.count), key.name, UInt64(Key.nameLength),
            nonce, key.sealing)
        return status == 0 ? bytes : nil
    }

    /// Whether something was sealed with the current key. What lasts is sealed anew before a key is
    /// taken away.
    public func isSealedWithCurrent(_ sealed: [UInt8]) -> Bool { sealed.starts(with: current.name) }

    private static let nonceLength = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    private static let tagLength = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)
}

extension KeyRing: CustomStringConvertible, CustomReflectable {
    /// Keys must not get into a log by way of what holds them.
    public var description: String { "KeyRing" }

    /// Shows nothing, as `dump` would show all.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

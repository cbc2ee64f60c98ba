internal import CSodium

/// The SHA-256 digest of bytes that come piece by piece.
public struct SHA256Digest {
    private var state = crypto_hash_sha256_state()

    /// Begins with no bytes.
    public init() { crypto_hash_sha256_init(&state) }

    /// Takes the next bytes.
    public mutating func add(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBufferPointer {
            _ = crypto_hash_sha256_update(&state, $0.baseAddress, UInt64($0.count))
        }
    }

    /// The digest of all bytes, 32 bytes long; nothing can be added afterwards.
    public mutating func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256_final(&state, &digest)
        return digest
    }
}

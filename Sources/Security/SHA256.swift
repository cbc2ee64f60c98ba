internal import CSodium

/// The SHA-256 digest of bytes that come one after the other.
public struct SHA256 {
    private var state = crypto_hash_sha256_state()

    /// Begins a digest.
    public init() { crypto_hash_sha256_init(&state) }

    /// Takes bytes in.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBufferPointer {
            _ = crypto_hash_sha256_update(&state, $0.baseAddress, UInt64($0.count))
        }
    }

    /// The digest of all bytes, 32 bytes long. Nothing can be taken in any more.
    public mutating func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256_final(&state, &digest)
        return digest
    }
}

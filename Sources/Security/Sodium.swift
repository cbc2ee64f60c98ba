internal import CSodium

/// The parts of libsodium that need no memory to speak of.
public enum Sodium {
    /// Must come before any other use, once per process.
    public static func initialise() { precondition(sodium_init() >= 0, "libsodium does not start") }

    /// Bytes that nobody can guess.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// The SHA-256 digest of bytes, 32 bytes long.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
        return digest
    }

    /// The HMAC-SHA-256 of bytes (RFC 2104), 32 bytes long, by a key of any length.
    static func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
        var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    /// Bytes in the base64url alphabet without padding (RFC 4648, section 5).
    public static func base64URL(_ bytes: [UInt8]) -> String {
        base64(bytes, Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING))
    }

    /// Bytes in the base64 alphabet with padding (RFC 4648, section 4).
    static func base64(_ bytes: [UInt8]) -> String {
        base64(bytes, Int32(sodium_base64_VARIANT_ORIGINAL))
    }

    private static func base64(_ bytes: [UInt8], _ variant: Int32) -> String {
        var text = [CChar](repeating: 0, count: bytes.count * 4 / 3 + 4)
        sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The bytes of a base64url text, or nil if it is none.
    public static func bytes(base64URL text: String) -> [UInt8]? {
        let variant = Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING)
        var bytes = [UInt8](repeating: 0, count: text.utf8.count)
        var count = 0
        let status = sodium_base642bin(
            &bytes, bytes.count, text, text.utf8.count, nil, &count, nil, variant)
        return status == 0 ? Array(bytes.prefix(count)) : nil
    }
}

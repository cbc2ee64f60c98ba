internal import CSodium

/// Password hashes by Argon2id (RFC 9106), in the PHC text form `$argon2id$v=19$m=…`.
///
/// Each takes 19 MiB for its time, so this runs in the hasher program, never in a responder.
public enum PasswordHash {
    /// Passes over the memory.
    static let passes: UInt64 = 2
    /// Bytes of memory: 19 MiB, the first choice of the OWASP password storage guide.
    static let memory = 19 * 1_024 * 1_024

    /// The hash of a password with a fresh salt, or nil if there is not memory enough.
    public static func make(_ password: [UInt8]) -> String? {
        make(password, passes: passes, memory: memory)
    }

    /// The hash of a password with other parameters than today's, such as old ones.
    static func make(_ password: [UInt8], passes: UInt64, memory: Int) -> String? {
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let status = withCharacters(password) { characters, count in
            crypto_pwhash_str_alg(
                &text, characters, count, passes, memory, crypto_pwhash_ALG_ARGON2ID13)
        }
        guard status == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether a password is the one that a hash was made of.
    public static func verify(_ password: [UInt8], against hash: String) -> Bool {
        withCharacters(password) { characters, count in
            crypto_pwhash_str_verify(hash, characters, count) == 0
        }
    }

    /// Whether a hash was made with other parameters than today's, so that the password should be
    /// hashed anew while it is at hand.
    public static func isOutdated(_ hash: String) -> Bool {
        // -1 means that it is not of Argon2id at all.
        crypto_pwhash_argon2id_str_needs_rehash(hash, passes, memory) != 0
    }

    /// Calls `body` with a password as libsodium takes it; an empty one still has an address.
    private static func withCharacters<Result>(
        _ password: [UInt8], _ body: (UnsafePointer<CChar>, UInt64) -> Result
    ) -> Result {
        (password + [0]).withUnsafeBytes { bytes in
            body(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), UInt64(password.count))
        }
    }
}

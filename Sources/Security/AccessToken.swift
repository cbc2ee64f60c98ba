internal import CSodium
internal import JSON

/// What an access token says of its bearer.
public struct AccessToken: Sendable, Equatable {
    /// The member's id (`sub`).
    public let user: Int64
    /// The member's role (`role`).
    public let role: String
    /// When it ends, in seconds since 1970 (`exp`).
    public let expiry: Int64

    /// Creates a token's claims.
    public init(user: Int64, role: String, expiry: Int64) {
        self.user = user
        self.role = role
        self.expiry = expiry
    }
}

/// Signs and verifies access tokens: JSON Web Tokens (RFC 7519) in compact form with HMAC-SHA-256
/// and nothing else.
///
/// The algorithm is pinned: a token that names another one, or `none`, is not valid whatever its
/// signature. The HMAC is libsodium's; the usual JWT libraries bring OpenSSL's along, which takes 3
/// MiB in each process.
public struct TokenSigner: Sendable {
    /// Bytes that a key must have at least (RFC 7518, section 3.2).
    public static let shortestKey = 32

    /// The longest token that is looked at, in bytes.
    public static let longestToken = 4_096

    private static let issuer = "guildhall"
    private static let algorithm = "HS256"
    private let key: [UInt8]

    /// Creates a signer, or nil if the key is too short.
    public init?(key: [UInt8]) {
        guard key.count >= Self.shortestKey else { return nil }
        self.key = key
    }

    /// The compact form of a token.
    public func sign(_ token: AccessToken) -> String {
        let header = "{\"alg\":\"\(Self.algorithm)\",\"typ\":\"JWT\"}"
        // A role is a PostgreSQL enum's label, so nothing here needs an escape.
        let claims =
            "{\"iss\":\"\(Self.issuer)\",\"sub\":\"\(token.user)\",\"role\":\"\(token.role)\",\"exp\":\(token.expiry)}"
        let content =
            Sodium.base64URL(Array(header.utf8)) + "." + Sodium.base64URL(Array(claims.utf8))
        return content + "." + Sodium.base64URL(authenticationCode(of: content))
    }

    /// What a token says, or nil if it is not ours, was changed, or has ended.
    /// - Parameter now: seconds since 1970.
    public func verify(_ text: String, now: Int64) -> AccessToken? {
        guard text.utf8.count <= Self.longestToken else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let code = Sodium.bytes(base64URL: String(parts[2])),
            code.count == Int(crypto_auth_hmacsha256_BYTES),
            // In constant time: how much of a guess is right must not show.
            sodium_memcmp(authenticationCode(of: "\(parts[0]).\(parts[1])"), code, code.count) == 0,
            let header = Self.object(parts[0]), header["alg"] == .string(Self.algorithm),
            // What a critical extension would demand is not known here (RFC 7515, section 4.1.11).
            header["crit"] == nil,
            let claims = Self.object(parts[1]), claims["iss"] == .string(Self.issuer),
            case .string(let subject)? = claims["sub"], let user = Int64(subject),
            case .string(let role)? = claims["role"],
            case .number(let end)? = claims["exp"], let expiry = end.int64, expiry > now
        else { return nil }
        return AccessToken(user: user, role: role, expiry: expiry)
    }

    private func authenticationCode(of content: String) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key, key.count)
        let bytes = Array(content.utf8)
        crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
        var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    private static func object(_ part: Substring) -> [String: JSONValue]? {
        guard let bytes = Sodium.bytes(base64URL: String(part)),
            case .object(let members)? = try? JSONReader().parse(bytes)
        else { return nil }
        return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

internal import CJWT
internal import Glibc

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

/// Signs and verifies access tokens: JSON Web Tokens (RFC 7519) with HMAC-SHA-256 and nothing else.
///
/// The algorithm is pinned: a token that names another one, or `none`, is not valid whatever its signature.
public struct TokenSigner: Sendable {
    /// Bytes that a key must have at least (RFC 7518, section 3.2).
    public static let shortestKey = 32

    /// The longest token that is looked at, in bytes.
    public static let longestToken = 4_096

    private static let issuer = "guildhall"
    private let key: [UInt8]

    /// Creates a signer, or nil if the key is too short.
    public init?(key: [UInt8]) {
        guard key.count >= Self.shortestKey else { return nil }
        self.key = key
    }

    /// The compact form of a token.
    public func sign(_ token: AccessToken) -> String? {
        var jwt: OpaquePointer?
        guard jwt_new(&jwt) == 0 else { return nil }
        defer { jwt_free(jwt) }
        guard jwt_set_alg(jwt, JWT_ALG_HS256, key, Int32(key.count)) == 0,
            jwt_add_grant(jwt, "iss", Self.issuer) == 0,
            jwt_add_grant(jwt, "sub", String(token.user)) == 0,
            jwt_add_grant(jwt, "role", token.role) == 0,
            jwt_add_grant_int(jwt, "exp", Int(token.expiry)) == 0,
            let encoded = jwt_encode_str(jwt)
        else { return nil }
        defer { free(encoded) }
        return String(cString: encoded)
    }

    /// What a token says, or nil if it is not ours, was changed, or has ended.
    /// - Parameter now: seconds since 1970.
    public func verify(_ text: String, now: Int64) -> AccessToken? {
        guard text.utf8.count <= Self.longestToken else { return nil }
        var jwt: OpaquePointer?
        // With a key libjwt refuses a token whose header says `none`.
        guard jwt_decode(&jwt, text, key, Int32(key.count)) == 0 else { return nil }
        defer { jwt_free(jwt) }
        guard jwt_get_alg(jwt) == JWT_ALG_HS256,
            grant("iss", of: jwt) == Self.issuer,
            let user = grant("sub", of: jwt).flatMap({ Int64($0) }),
            let role = grant("role", of: jwt)
        else { return nil }
        let expiry = Int64(jwt_get_grant_int(jwt, "exp"))
        guard expiry > now else { return nil }
        return AccessToken(user: user, role: role, expiry: expiry)
    }

    private func grant(_ name: String, of jwt: OpaquePointer?) -> String? {
        jwt_get_grant(jwt, name).map { String(cString: $0) }
    }
}

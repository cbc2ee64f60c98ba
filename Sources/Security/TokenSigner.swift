internal import CSodium
internal import JSON

/// Signs and verifies access tokens: JSON Web Tokens (RFC 7519) in compact form with HMAC-SHA-256
/// and nothing else.
///
/// The algorithm is pinned: a token that names another one, or `none`, is not valid whatever its
/// signature. The header names the key (`kid`), and only that key verifies the token. The HMAC is
/// libsodium's; the usual JWT libraries bring OpenSSL's along, which takes 3 MiB in each process.
public struct TokenSigner: Sendable {
    /// Bytes that a key must have at least (RFC 7518, section 3.2).
    public static let shortestKey = 32

    /// The longest token that is looked at, in bytes.
    public static let longestToken = 4_096

    private static let issuer = "guildhall"
    private static let algorithm = "HS256"
    private let keys: KeyRing

    /// Creates a signer that signs with the current key and verifies with each.
    public init(_ keys: KeyRing) { self.keys = keys }

    /// Creates a signer with one key, or nil if the key is too short.
    public init?(key: [UInt8]) {
        guard let keys = KeyRing(current: key) else { return nil }
        self.init(keys)
    }

    /// The compact form of a token.
    public func sign(_ token: AccessToken) -> String {
        let key = keys.current
        let header = "{\"alg\":\"\(Self.algorithm)\",\"kid\":\"\(key.id)\",\"typ\":\"JWT\"}"
        // A role is a PostgreSQL enum's label and a session a UUID, so nothing needs an escape.
        let claims =
            "{\"iss\":\"\(Self.issuer)\",\"sub\":\"\(token.user)\",\"role\":\"\(token.role)\","
            + "\"sid\":\"\(token.session)\",\"exp\":\(token.expiry)}"
        let content =
            Sodium.base64URL(Array(header.utf8)) + "." + Sodium.base64URL(Array(claims.utf8))
        return content + "." + Sodium.base64URL(Self.code(of: content, key))
    }

    /// What a token says, or nil if it is not ours, was changed, or has ended.
    /// - Parameter now: seconds since 1970.
    public func verify(_ text: String, now: Int64) -> AccessToken? {
        guard text.utf8.count <= Self.longestToken else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let key = key(Self.object(parts[0])),
            let code = Sodium.bytes(base64URL: String(parts[2])),
            code.count == Int(crypto_auth_hmacsha256_BYTES),
            // In constant time: how much of a guess is right must not show.
            sodium_memcmp(Self.code(of: "\(parts[0]).\(parts[1])", key), code, code.count) == 0,
            let claims = Self.object(parts[1]), claims["iss"] == .string(Self.issuer),
            case .string(let subject)? = claims["sub"], let user = Int64(subject),
            case .string(let role)? = claims["role"],
            case .string(let session)? = claims["sid"], Self.isUUID(session),
            case .number(let end)? = claims["exp"], let expiry = end.int64, expiry > now
        else { return nil }
        return AccessToken(user: user, role: role, session: session, expiry: expiry)
    }

    /// The key that a header names, or nil if the token cannot be one of ours.
    private func key(_ header: [String: JSONValue]?) -> Key? {
        guard let header, header["alg"] == .string(Self.algorithm),
            // What a critical extension would demand is not known here (RFC 7515, section 4.1.11).
            header["crit"] == nil,
            case .string(let id)? = header["kid"]
        else { return nil }
        return keys.key(id: id)
    }

    private static func code(of content: String, _ key: Key) -> [UInt8] {
        Sodium.hmac(Array(content.utf8), key: key.signing)
    }

    private static func object(_ part: Substring) -> [String: JSONValue]? {
        guard let bytes = Sodium.bytes(base64URL: String(part)),
            case .object(let members)? = try? JSONReader().parse(bytes)
        else { return nil }
        return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// Whether a text is a UUID in PostgreSQL's form (RFC 9562, section 4).
    private static func isUUID(_ text: String) -> Bool {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    }
}

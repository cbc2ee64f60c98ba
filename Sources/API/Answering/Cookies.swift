/// The cookies that carry tokens in browsers.
///
/// Over TLS their names have the `__Host-` prefix, with which a browser takes them only from this
/// very host, for all paths, and only over TLS (RFC 6265bis, section 4.1.3.2).
public enum TokenCookie: String, Sendable {
    case access = "guildhall_access"
    case refresh = "guildhall_refresh"

    private func name(isSecure: Bool) -> String { isSecure ? "__Host-" + rawValue : rawValue }

    /// The value of a `Set-Cookie` field.
    public func field(_ value: String, seconds: Int, isSecure: Bool) -> String {
        let secure = isSecure ? "; Secure" : ""
        return
            "\(name(isSecure: isSecure))=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax\(secure)"
    }

    /// The cookie's value in a `Cookie` field, or nil.
    func value(in field: String, isSecure: Bool) -> String? {
        let prefix = name(isSecure: isSecure) + "="
        for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") }
            if pair.starts(with: prefix.utf8) {
                return String(Substring(pair.dropFirst(prefix.utf8.count)))
            }
        }
        return nil
    }
}

internal import FastCGI
internal import Security

/// Finds out who calls, from a Bearer token or from the access cookie.
struct Authentication {
    let signer: TokenSigner
    /// Seconds since 1970.
    let now: Int64

    /// The caller, or nil if nobody is logged in.
    ///
    /// For calls that anyone may make a token that has ended counts as none.
    /// - Throws: 401 or 403 if the caller may not make the call.
    func caller(of request: Request, for operation: Operation) throws(Problem) -> Caller? {
        let (token, isCookie) = Self.token(of: request)
        let claims = token.flatMap { signer.verify($0, now: now) }
        let caller = claims.flatMap { claims in
            Access(role: claims.role).map {
                Caller(id: claims.user, access: $0, session: claims.session)
            }
        }
        guard operation.access > .anyone else { return caller }
        guard let caller else {
            throw .unauthenticated(
                token == nil
                    ? "This call needs an access token."
                    : "The access token is not valid or has ended.",
                hasInvalidToken: token != nil)
        }
        if isCookie, !operation.method.isSafe { try Self.refuseForeignOrigin(request) }
        guard caller.access >= operation.access else {
            throw Problem(.forbidden, "This call is for a \(operation.access).")
        }
        return caller
    }

    /// Whether a token came, of whatever worth.
    static func hasToken(_ request: Request) -> Bool { token(of: request).0 != nil }

    private static func token(of request: Request) -> (String?, isCookie: Bool) {
        if let field = request["HTTP_AUTHORIZATION"] {
            // The scheme's name is case-insensitive (RFC 9110, section 11.1).
            guard field.prefix(7).lowercased() == "bearer " else { return ("", false) }
            return (String(field.dropFirst(7)), false)
        }
        let cookie = request["HTTP_COOKIE"].flatMap {
            TokenCookie.access.value(in: $0, isSecure: request.isSecure)
        }
        return (cookie, true)
    }

    /// A browser sends cookies with requests that other sites make too; only their own page may
    /// change things.
    static func refuseForeignOrigin(_ request: Request) throws(Problem) {
        let site = request["HTTP_SEC_FETCH_SITE"]
        if let site, site != "same-origin", site != "none" { throw .foreignOrigin }
        guard let origin = request["HTTP_ORIGIN"] else { return }
        let scheme = request.isSecure ? "https" : "http"
        guard origin == "\(scheme)://\(request["HTTP_HOST"] ?? "")" else { throw .foreignOrigin }
    }
}

extension Problem {
    fileprivate static let foreignOrigin = Problem(
        .forbidden, "A request with cookies must come from this site's own pages.")
}

extension Access {
    init?(role: String) {
        switch role {
        case "member": self = .member
        case "moderator": self = .moderator
        case "admin": self = .admin
        default: return nil
        }
    }
}

extension Request {
    /// Whether the client spoke TLS to the web server.
    var isSecure: Bool { self["HTTPS"] == "on" }
}

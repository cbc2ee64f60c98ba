internal import API
internal import Configuration
internal import Glibc
internal import JSON
internal import Postgres
internal import Security

/// An access token, which proves who calls for some minutes, and a refresh token, for which there
/// are new ones.
///
/// The database keeps only the refresh token's digest: who reads it there cannot use it.
struct TokenPair {
    /// The refresh token.
    let refresh: String
    /// The log-in that both descend from: a refresh family's id.
    let session: String

    static let digest = ParameterDeclaration.machinery("digest", .bytes)
    static let lifetime = ParameterDeclaration.machinery("lifetime", .float8)

    /// A refresh token that nobody can guess.
    static func freshRefreshToken() -> String { Sodium.base64URL(Sodium.randomBytes(32)) }

    /// What the database knows a refresh token by.
    static func digest(of token: String) -> [UInt8] { Sodium.sha256(Array(token.utf8)) }

    /// Gives a statement that issues a token what it needs of it.
    static func set(_ token: String, in values: inout ParameterValues, _ call: Call) {
        values.set(digest, .bytes(digest(of: token)))
        values.set(
            lifetime, .double(Double(call.services.configuration.number(Settings.refreshSeconds))))
    }

    static let schema = Schema.object([
        .init("user", .object(MemberColumns.all)),
        .init("access_token", .string()), .init("token_type", .choice(["Bearer"])),
        .init("expires_in", .integer()), .init("refresh_token", .string()),
    ])

    private static let encoder = RowEncoder(json: MemberColumns.all)

    /// Answers with the tokens, in the body and as cookies.
    func answer(_ member: Row, status: Int = 200, _ call: Call) throws {
        let lifetime = call.services.configuration.number(Settings.accessSeconds)
        let access = call.services.signer.sign(
            AccessToken(
                user: member.int(MemberColumns.Field.id),
                role: member.text(MemberColumns.Field.role), session: session,
                expiry: Int64(time(nil)) + Int64(lifetime)))
        setCookies(access, lifetime, call)
        try call.json(status: status) { json in
            try json.object { json in
                try json.key("user")
                try json.separate()
                try Self.encoder.write(member, to: json.output)
                try json.member("access_token", access)
                try json.member("token_type", "Bearer")
                try json.member("expires_in", lifetime)
                try json.member("refresh_token", refresh)
            }
        }
    }

    private func setCookies(_ access: String, _ lifetime: Int, _ call: Call) {
        let refreshLifetime = call.services.configuration.number(Settings.refreshSeconds)
        let isSecure = call.isSecure
        call.reply.add(
            "Set-Cookie", TokenCookie.access.field(access, seconds: lifetime, isSecure: isSecure))
        call.reply.add(
            "Set-Cookie",
            TokenCookie.refresh.field(refresh, seconds: refreshLifetime, isSecure: isSecure))
    }

    /// The fields that make a browser forget both tokens.
    static func removal(_ call: Call) -> [(name: String, value: String)] {
        [TokenCookie.access, .refresh].map {
            ("Set-Cookie", $0.field("", seconds: 0, isSecure: call.isSecure))
        }
    }
}

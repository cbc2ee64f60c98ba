internal import API
internal import Calendar
internal import Configuration
internal import Glibc
internal import JSON
internal import Postgres
internal import Security

/// An access token, which proves who calls for some minutes, and a refresh token, for which there
/// are new ones.
///
/// The database keeps only the refresh token's digest: who reads it there cannot use it.
enum TokenPair {
    static let store = PreparedSQL(
        """
        INSERT INTO refresh_tokens (user_id, family, token_hash, expires_at)
        VALUES (\(hole: user), gen_random_uuid(), \(hole: digest),
                now() + make_interval(secs => \(hole: seconds)))
        """)
    private static let user = ParameterDeclaration.machinery("user", .int8)
    private static let digest = ParameterDeclaration.machinery("digest", .bytes)
    private static let seconds = ParameterDeclaration.machinery("seconds", .float8)

    static let success = Success.json(
        .object([
            .init("user", .object(MemberColumns.all)),
            .init("access_token", .string()), .init("token_type", .choice(["Bearer"])),
            .init("expires_in", .integer()), .init("refresh_token", .string()),
        ]), "The tokens, which browsers also get as cookies.")

    private static let encoder = RowEncoder(json: MemberColumns.all)

    /// Stores a new refresh token and answers with it and an access token.
    static func issue(to member: Row, _ call: Call) throws {
        let configuration = call.services.configuration
        let lifetime = configuration.number(Settings.accessSeconds)
        let refreshLifetime = configuration.number(Settings.refreshSeconds)
        let refresh = Sodium.base64URL(Sodium.randomBytes(32))
        let access = AccessToken(
            user: member.int(0), role: member.text(MemberColumns.roleField),
            expiry: Int64(time(nil)) + Int64(lifetime))
        let signed = call.services.signer.sign(access)
        var values = ParameterValues()
        values.set(user, .int(member.int(0)))
        values.set(digest, .bytes(Sodium.sha256(Array(refresh.utf8))))
        values.set(seconds, .double(Double(refreshLifetime)))
        _ = try call.database.run([store.command(values)])

        let isSecure = call.isSecure
        call.reply.add(
            "Set-Cookie",
            TokenCookie.access.field(signed, seconds: lifetime, isSecure: isSecure))
        call.reply.add(
            "Set-Cookie",
            TokenCookie.refresh.field(refresh, seconds: refreshLifetime, isSecure: isSecure))
        try call.json { json in
            try json.object { json in
                try json.key("user")
                try json.separate()
                try encoder.write(member, to: json.output)
                try json.member("access_token", signed)
                try json.member("token_type", "Bearer")
                try json.member("expires_in", lifetime)
                try json.member("refresh_token", refresh)
            }
        }
    }
}

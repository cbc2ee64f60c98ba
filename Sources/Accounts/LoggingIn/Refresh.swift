internal import API
internal import Configuration
internal import Postgres
internal import Security

/// Gives a new pair of tokens for a refresh token, which is used up by it.
///
/// One statement uses the old token up and issues the new one: neither happens without the other. The
/// new token follows from the old one by a key of the server's, so that a client that did not hear
/// the answer, or asked twice at once, gets the same one again without it being stored. A token that
/// comes back later than that was stolen, from one side or the other: its whole family ends.
enum Refresh: Endpoint {
    static let operation = Operation(
        .post, "/auth/refresh", "Get new tokens", access: .anyone)

    static let token = Body<String>(
        optional: "refresh_token", length: 1...200,
        "The refresh token; browsers send it as a cookie instead.")

    private static let presented = ParameterDeclaration.machinery("presented", .bytes)
    private static let grace = ParameterDeclaration.machinery("grace", .float8)

    /// What came of a token that is known.
    private enum Outcome: String {
        case rotated, repeated, reused, refused
    }

    private static let columns =
        MemberColumns.all + [
            .text("outcome", "presented.outcome"), .text("family", "presented.family::text"),
            .text(
                "successor",
                "encode(coalesce(used.successor_hash, presented.successor_hash), 'hex')"),
        ]

    private static let rotate = PreparedSQL(
        """
        WITH presented AS MATERIALIZED (
            -- Whoever waited for the locks reads the rows as they are by then, and decides on those.
            SELECT token.id, token.family, token.used_at, token.successor_hash, family.user_id,
                   CASE WHEN family.revoked_at IS NOT NULL OR token.expires_at <= now()
                        THEN 'refused'
                        WHEN token.used_at IS NULL THEN 'rotated'
                        WHEN token.used_at > now() - make_interval(secs => \(hole: grace))
                        THEN 'repeated' ELSE 'reused' END AS outcome
              FROM refresh_tokens AS token
              JOIN refresh_families AS family ON family.id = token.family
             WHERE token.token_hash = \(hole: presented)
               FOR UPDATE OF family, token
        ), used AS (
            UPDATE refresh_tokens AS token
               SET used_at = now(), successor_hash = \(hole: TokenPair.digest)
              FROM presented
             WHERE token.id = presented.id AND outcome = 'rotated' AND token.used_at IS NULL
            RETURNING token.family, token.successor_hash,
                      now() + make_interval(secs => \(hole: TokenPair.lifetime)) AS expires_at
        ), issued AS (
            INSERT INTO refresh_tokens (family, token_hash, expires_at)
            SELECT family, successor_hash, expires_at FROM used
        ), prolonged AS (
            UPDATE refresh_families AS family
               SET expires_at = greatest(family.expires_at, used.expires_at)
              FROM used WHERE family.id = used.family
        ), revoked AS (
            UPDATE refresh_families AS family SET revoked_at = now(), revoked_for = 'reuse'
              FROM presented WHERE family.id = presented.family AND outcome = 'reused'
        ), swept AS (
            -- A log-in that goes on for months leaves expired tokens behind.
            DELETE FROM refresh_tokens AS token
             USING (SELECT expired.id
                      FROM used
                     CROSS JOIN LATERAL (
                            SELECT id FROM refresh_tokens
                             WHERE family = used.family AND expires_at <= now()
                             ORDER BY expires_at LIMIT 4) AS expired) AS expired
             WHERE token.id = expired.id
        )
        SELECT \(columns: columns)
          FROM presented LEFT JOIN used ON true JOIN users u ON u.id = presented.user_id
               \(text: MemberColumns.joinChurch)
        """)

    static var parameters: [ParameterDeclaration] { .of(token) }
    static var statements: [CheckedStatement] { [CheckedStatement(rotate, columns)] }
    static let furtherProblems = [ProblemCode.unauthenticated, .forbidden]
    static let success = Success.json(
        TokenPair.schema, "The new tokens, which browsers also get as cookies.")

    static func respond(to call: Call) throws {
        guard let token = try call.values[token] ?? call.cookie(.refresh) else {
            throw refused("This call needs a refresh token, in the body or as a cookie.")
        }
        let successors = call.services.keys.successors(of: token)
        var values = ParameterValues()
        values.set(presented, .bytes(TokenPair.digest(of: token)))
        values.set(
            grace, .double(Double(call.services.configuration.number(Settings.graceSeconds))))
        TokenPair.set(successors[0], in: &values, call)
        let rows = try call.database.run([rotate.command(values)])[0]
        guard rows.count > 0 else { throw refused("The refresh token is not known.", call) }

        let row = rows[0]
        let outcome = Outcome(rawValue: row.text(MemberColumns.Field.next)) ?? .refused
        let family = row.text(MemberColumns.Field.next + 1)
        switch outcome {
        case .rotated, .repeated:
            let digest = row.text(MemberColumns.Field.next + 2)
            guard let next = successors.first(where: { hex(TokenPair.digest(of: $0)) == digest })
            else { throw refused("The refresh token was used under a key that is gone.", call) }
            try TokenPair(refresh: next, session: family).answer(row, call)
        case .reused:
            call.report(
                "refresh token reused, log-in ended",
                [("user", "\(row.int(MemberColumns.Field.id))"), ("family", family)])
            throw refused("The refresh token was used before; this log-in has ended.", call)
        case .refused:
            throw refused("The refresh token has ended.", call)
        }
    }

    private static func refused(_ detail: String, _ call: Call? = nil) -> Problem {
        Problem(
            .unauthenticated, detail,
            headers: [("WWW-Authenticate", "Bearer realm=\"guildhall\", error=\"invalid_token\"")]
                + (call.map(TokenPair.removal) ?? []))
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

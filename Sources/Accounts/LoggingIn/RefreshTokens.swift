internal import API

/// The rows of refresh tokens (RFC 6749, section 1.5). All that descend from one log-in are a family.
enum RefreshTokens {
    /// Begins a family with its first token: the parts `begun` and `issued` of a statement.
    /// - Parameter members: a query that gives one `user_id`, or no row.
    static func begin(_ members: String) -> SQL {
        """
        begun AS (
            INSERT INTO refresh_families (user_id, expires_at)
            SELECT user_id, now() + make_interval(secs => \(hole: TokenPair.lifetime))
              FROM \(text: members)
            RETURNING id, user_id, expires_at
        ), issued AS (
            INSERT INTO refresh_tokens (family, token_hash, expires_at)
            SELECT id, \(hole: TokenPair.digest), expires_at FROM begun
        )
        """
    }
}

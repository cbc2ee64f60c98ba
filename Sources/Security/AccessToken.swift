/// What an access token says of its bearer.
public struct AccessToken: Sendable, Equatable {
    /// The member's id (`sub`).
    public let user: Int64
    /// The member's role (`role`).
    public let role: String
    /// The log-in that the token descends from (`sid`): a UUID in text form.
    public let session: String
    /// When it ends, in seconds since 1970 (`exp`).
    public let expiry: Int64

    /// Creates a token's claims.
    public init(user: Int64, role: String, session: String, expiry: Int64) {
        self.user = user
        self.role = role
        self.session = session
        self.expiry = expiry
    }
}

public import API

/// Who uses the hall.
public enum Accounts {
    public static let area = Area(
        [
            Register.self,
            LogIn.self,
            Refresh.self,
            LogOut.self,
            GetProfile.self,
            UpdateProfile.self,
            ListChurches.self,
            ListUsers.self,
            UnlockUser.self,
        ],
        profile: [
            ProfileSection(
                "profile", ProfileColumns.all,
                "FROM users u \(text: ProfileColumns.joins) WHERE u.id = \(Caller.id)"),
            ProfileSection(
                "log_ins",
                [
                    .text("id", "f.id::text"), .instant("logged_in_at", "f.created_at"),
                    .instant("ended_at", "f.revoked_at").orNull,
                ],
                """
                FROM refresh_families f WHERE f.user_id = \(Caller.id) ORDER BY f.created_at, f.id
                """),
            ProfileSection(
                "known_networks",
                [.text("network", "k.network::text"), .instant("last_seen_at", "k.last_seen_at")],
                "FROM known_networks k WHERE k.user_id = \(Caller.id) ORDER BY k.network"),
        ])
}

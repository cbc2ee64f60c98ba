public import API

/// Fasts that churches call, and who keeps them.
public enum Fasts {
    public static let area = Area(
        [
            ListFasts.self,
            GetFastStats.self,
            GetFast.self,
            GetFastCalendar.self,
            JoinFast.self, LeaveFast.self,
            ListParticipants.self,
            CreateFast.self,
            SetFastDays.self,
        ],
        profile: [
            ProfileSection(
                "fasts",
                [
                    .int("id", "f.id"), .text("name", "f.name"),
                    .instant("joined_at", "p.joined_at"),
                ],
                """
                FROM participations p JOIN fasts f ON f.id = p.fast_id
                WHERE p.user_id = \(Caller.id) ORDER BY p.joined_at, p.id
                """)
        ])
}

public import API

/// Plants that members ask about, and what they keep about caring for them.
public enum Garden {
    public static let area = Area(
        [
            ListMyIdentifications.self,
            RequestIdentification.self,
            DecideIdentification.self,
            GetIdentificationPhoto.self,
            GetIdentificationThumbnail.self,
            ListIdentifications.self,
            ListCareCards.self,
            CreateCareCard.self,
            DeleteCareCard.self,
        ],
        profile: [
            ProfileSection(
                "plant_identifications", IdentificationColumns.all,
                """
                FROM plant_identifications i WHERE i.user_id = \(Caller.id)
                ORDER BY i.created_at, i.id
                """),
            ProfileSection(
                "care_cards", CareCardColumns.all,
                "FROM care_cards c WHERE c.user_id = \(Caller.id) ORDER BY c.created_at, c.id"),
        ])
}

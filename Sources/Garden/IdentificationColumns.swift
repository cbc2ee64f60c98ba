internal import API

/// What a request to identify a plant looks like. The table is `plant_identifications i`.
enum IdentificationColumns {
    static let all: [Column] = [
        .int("id", "i.id"),
        .choice("status", IdentificationStatus.self, "i.status"),
        .text("note", "i.note"),
        .text("photo_url", address("photo")).orNull,
        .text("thumbnail_url", address("thumbnail")).orNull,
        .text("species", "i.species").orNull,
        .json("confidence", "to_jsonb(i.confidence)").orNull,
        .instant("created_at", "i.created_at"),
        .instant("decided_at", "i.decided_at").orNull,
    ]

    /// Where a file of the photo is, for who may see it.
    private static func address(_ file: String) -> String {
        """
        CASE WHEN i.photo_id IS NOT NULL
             THEN '\(Operation.basePath)/plants/identifications/' || i.id || '/\(file)' END
        """
    }
}

/// Where a request stands.
enum IdentificationStatus: String, ChoiceContent {
    case requested, identified, failed
}

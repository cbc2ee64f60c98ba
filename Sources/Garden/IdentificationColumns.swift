internal import API

/// What a request to identify a plant looks like. The table is `plant_identifications i`.
enum IdentificationColumns {
    static let all: [Column] = [
        .int("id", "i.id"),
        .choice("status", IdentificationStatus.self, "i.status"),
        .text("note", "i.note"),
        .text("species", "i.species").orNull,
        .json("confidence", "to_jsonb(i.confidence)").orNull,
        .instant("created_at", "i.created_at"),
        .instant("decided_at", "i.decided_at").orNull,
    ]
}

/// Where a request stands.
enum IdentificationStatus: String, ChoiceContent {
    case requested, identified, failed
}

internal import API

/// What became of a booking: who did what, when and why. Nothing of it is ever removed.
enum ListBookingHistory: ListEndpoint {
    static let operation = Operation(
        .get, "/admin/bookings/{id}/history", "A booking's history", access: .admin)

    static let id = Path<Int>("id", "The booking's id.")

    static let list = List(
        [
            .int("id", "h.id"), .instant("at", "h.at"),
            .choice("action", BookingAction.self, "h.action"),
            .choice("from_status", BookingStatus.self, "h.from_status").orNull,
            .choice("to_status", BookingStatus.self, "h.to_status"),
            .text("reason", "h.reason").orNull, .json("changes", "h.changes"),
            .object("actor", [.int("id", "a.id"), .text("name", "a.name")]).orNull,
        ], of: "booking_history h", where: "h.booking_id = \(id)",
        orderedBy: [.instant("h.at"), .int("h.id")],
        joining: "LEFT JOIN users a ON a.id = h.actor_id",
        within: "SELECT FROM bookings WHERE id = \(id)")
}

/// What was done to a booking.
enum BookingAction: String, ChoiceContent {
    case created, changed, confirmed, rejected, cancelled, completed
}

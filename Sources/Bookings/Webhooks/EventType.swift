internal import API
internal import JSON
internal import Postgres

/// What webhooks can be told of.
enum EventType: String, ChoiceContent {
    case bookingCreated = "booking.created"
    case bookingChanged = "booking.changed"
    case bookingConfirmed = "booking.confirmed"
    case bookingRejected = "booking.rejected"
    case bookingCancelled = "booking.cancelled"
    case bookingCompleted = "booking.completed"
    case waitlistHeld = "waitlist.held"
    case waitlistExpired = "waitlist.expired"
}

/// Some types of events, each once, as a list of texts.
struct EventTypes: ParameterContent {
    let types: [EventType]

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .array(EventType.schema) }
    static var expectation: String {
        "a list of one or more of \(EventType.allCases.map(\.rawValue).joined(separator: ", ")), each once"
    }
    static func parse(_ text: String) -> EventTypes? { nil }
    static func parse(_ json: JSONValue) -> EventTypes? {
        guard case .array(let elements) = json, !elements.isEmpty else { return nil }
        let types = elements.compactMap { EventType.parse($0) }
        guard types.count == elements.count, Set(types).count == types.count else { return nil }
        return EventTypes(types: types)
    }

    /// An array of PostgreSQL, of which no label needs quotes.
    var value: Value { .text("{\(types.map(\.rawValue).joined(separator: ","))}") }
    init(types: [EventType]) { self.types = types }
    init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        let labels = text.dropFirst().dropLast().split(separator: ",")
        types = labels.compactMap { EventType(rawValue: String($0)) }
    }
}

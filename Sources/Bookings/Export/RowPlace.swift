internal import API
internal import Calendar
internal import Postgres

/// A booking's place in the order of an export: `2030-05-01T19:00:00Z,123`.
struct RowPlace: ParameterContent {
    let start: Instant
    let id: Int64

    init(start: Instant, id: Int64) {
        self.start = start
        self.id = id
    }

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .string() }
    static var expectation: String {
        "a checkpoint, or a start_datetime and an id with a comma between"
    }

    static func parse(_ text: String) -> RowPlace? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Instant(parts[0]), let id = Int.parse(String(parts[1]))
        else { return nil }
        return RowPlace(start: start, id: Int64(id))
    }

    /// The place as checkpoints show it.
    var text: String { "\(start.text),\(id)" }

    var value: Value { .text(text) }

    init?(_ value: Value) {
        guard case .text(let text) = value, let place = Self.parse(text) else { return nil }
        self = place
    }
}

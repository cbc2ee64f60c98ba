/// One JSON value (RFC 8259 section 3), held whole: meant for small request bodies, not for
/// exports.
///
/// Strings compare as Swift strings do, by canonical equivalence: a composed "é" equals a
/// decomposed one. Numbers compare as they were written, so `1` and `1.0` differ.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    /// The members in the order in which they were written; no name appears twice.
    case object([Member])

    /// One name and value of an object.
    public struct Member: Equatable, Sendable {
        /// The name, its escapes undone.
        public let name: String
        /// What the name stands for.
        public let value: JSONValue

        /// A member of that name and value.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

/// Reads one JSON text, strictly as RFC 8259 has it and within limits.
///
/// Refused beyond what the RFC demands: a byte order mark, a member name that its object already
/// has, half of a surrogate pair, and U+0000 in a string. The RFC leaves the first three open and
/// programs disagree on them; the last is what PostgreSQL's text cannot hold.
public struct JSONReader: Sendable {
    /// What a text may cost.
    public let limits: JSONLimits

    /// A reader that keeps to those limits; it can read any number of texts, from any thread.
    public init(limits: JSONLimits = JSONLimits()) {
        self.limits = limits
    }

    /// The value that the bytes write, in time and memory linear in their number.
    ///
    /// - Throws: the first fault. An error's offset counts from the first byte given, also when the
    ///   bytes are a slice.
    public func parse(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(limits: limits)
        return try parser.document(bytes)
    }

    /// The value that the bytes write; see ``parse(_:)-(Span<UInt8>)``.
    public func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        try parse(bytes.span)
    }

    /// The value that the bytes write; see ``parse(_:)-(Span<UInt8>)``.
    public func parse(_ bytes: ArraySlice<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        try parse(bytes.span)
    }
}

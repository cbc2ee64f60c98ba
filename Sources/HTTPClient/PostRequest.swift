/// A POST request (RFC 9110, section 9.3.3).
public struct PostRequest: Sendable {
    public let url: String
    /// Header fields, each as a line without its end.
    public let fields: [String]
    public let body: [UInt8]

    /// Describes a request.
    public init(url: String, fields: [String], body: [UInt8]) {
        self.url = url
        self.fields = fields
        self.body = body
    }
}

/// What came of a request.
public struct PostOutcome: Sendable {
    /// The status of the answer (RFC 9110, section 15), or nil if none came.
    public let status: Int?
    /// Why no answer came, or none that was whole in time; nil if one did.
    public let failure: String?
    /// From the beginning until the answer was read, or given up.
    public let milliseconds: Int
}

internal import JSON

/// Everything that can be wrong with a request or with us: a closed set, each with its status.
public enum ProblemCode: String, Sendable, CaseIterable {
    case malformed
    case unauthenticated
    case forbidden
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case conflict
    case preconditionFailed = "precondition-failed"
    case tooLarge = "too-large"
    case uriTooLong = "uri-too-long"
    case unsupportedMediaType = "unsupported-media-type"
    case invalid
    case tooManyRequests = "too-many-requests"
    case internalError = "internal"
    case unavailable
    case timedOut = "timed-out"
    case insufficientStorage = "insufficient-storage"
    case httpVersionNotSupported = "http-version-not-supported"

    /// The HTTP status (RFC 9110, section 15; 507 is RFC 4918, section 11.5).
    public var status: Int {
        switch self {
        case .malformed: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .preconditionFailed: 412
        case .tooLarge: 413
        case .uriTooLong: 414
        case .unsupportedMediaType: 415
        case .invalid: 422
        case .tooManyRequests: 429
        case .internalError: 500
        case .unavailable, .timedOut: 503
        case .httpVersionNotSupported: 505
        case .insufficientStorage: 507
        }
    }

    /// A short text for people, the same for each occurrence.
    public var title: String {
        switch self {
        case .malformed: "The request is malformed"
        case .unauthenticated: "You are not logged in"
        case .forbidden: "You may not do this"
        case .notFound: "There is nothing here"
        case .methodNotAllowed: "This method is not allowed here"
        case .conflict: "The request conflicts with the present state"
        case .preconditionFailed: "A precondition is not met"
        case .tooLarge: "The request body is too large"
        case .uriTooLong: "The address is too long"
        case .unsupportedMediaType: "The body's media type is not supported"
        case .invalid: "The request has invalid values"
        case .tooManyRequests: "Too many requests"
        case .internalError: "Something went wrong on our side"
        case .unavailable: "The service is not available now"
        case .timedOut: "The request took too long"
        case .insufficientStorage: "There is no room to keep this"
        case .httpVersionNotSupported: "This HTTP version is not supported here"
        }
    }
}

/// One thing that is wrong with the input.
public struct Fault: Sendable, Equatable {
    enum Location: String, Sendable { case body, query }

    let location: Location
    /// Where in the body (RFC 6901), or `/` and the name of a query parameter.
    let pointer: String
    /// What, to follow the name: "must be at least 1".
    let detail: String

    /// A fault of a member of the body.
    public static func pointer(_ pointer: String, _ detail: String) -> Fault {
        Fault(location: .body, pointer: pointer, detail: detail)
    }

    /// A fault of a query parameter.
    public static func parameter(_ name: String, _ detail: String) -> Fault {
        Fault(
            location: .query, pointer: JSONPointer.root.appending(name).description, detail: detail)
    }
}

/// An error as a client sees it: an RFC 9457 problem document.
public struct Problem: Error, Sendable {
    public let code: ProblemCode
    public let detail: String
    public let faults: [Fault]
    /// Header fields that belong to the answer, such as `Allow` and `Retry-After`.
    let headers: [(name: String, value: String)]

    /// Creates a problem.
    public init(
        _ code: ProblemCode, _ detail: String, faults: [Fault] = [],
        headers: [(name: String, value: String)] = []
    ) {
        self.code = code
        self.detail = detail
        self.faults = faults
        self.headers = headers
    }

    /// Nothing of that name exists, or the caller may not know of it.
    public static func notFound(_ detail: String = "Nothing is known by this address.") -> Problem {
        Problem(.notFound, detail)
    }

    /// The address has parameters that cannot be used.
    public static func malformed(_ faults: [Fault]) -> Problem {
        Problem(
            .malformed, "The address has parameters that cannot be used.", faults: faults)
    }

    /// The body has members that cannot be used.
    public static func invalid(_ faults: [Fault]) -> Problem {
        Problem(.invalid, "The body has members that cannot be used.", faults: faults)
    }

    /// The request cannot be served now but may be in a few seconds.
    public static func unavailable(
        _ detail: String, code: ProblemCode = .unavailable, retryAfter seconds: Int = 2
    ) -> Problem {
        Problem(code, detail, headers: [("Retry-After", String(seconds))])
    }

    /// The caller must log in.
    /// - Parameter hasInvalidToken: whether a token came that is not valid, or has ended.
    public static func unauthenticated(_ detail: String, hasInvalidToken: Bool) -> Problem {
        // RFC 6750, section 3.1: the error is named only if a token came at all.
        let challenge =
            hasInvalidToken
            ? "Bearer realm=\"guildhall\", error=\"invalid_token\"" : "Bearer realm=\"guildhall\""
        return Problem(.unauthenticated, detail, headers: [("WWW-Authenticate", challenge)])
    }

    /// The caller's account was removed after the access token was issued.
    public static let accountGone = Problem.unauthenticated(
        "The account of this access token is not there any more.", hasInvalidToken: true)

    /// Writes the document.
    func write(to json: inout JSONWriter, requestID: String) throws {
        try json.object { json in
            try json.member("type", "urn:guildhall:problem:\(code.rawValue)")
            try json.member("title", code.title)
            try json.member("status", code.status)
            try json.member("detail", detail)
            try json.member("request_id", requestID)
            guard !faults.isEmpty else { return }
            try json.array("errors") { json in
                for fault in faults {
                    try json.object { json in
                        try json.member("pointer", fault.pointer)
                        try json.member("in", fault.location.rawValue)
                        try json.member("detail", fault.detail)
                    }
                }
            }
        }
    }

    /// The shape of the document.
    static let schema = Schema.object([
        .init("type", .string(format: "uri")), .init("title", .string()),
        .init("status", .integer(400...599)), .init("detail", .string()),
        .init("request_id", .string()),
        .init(
            "errors",
            .array(
                .object([
                    .init("pointer", .string(format: "json-pointer")),
                    .init("in", .choice(["body", "query"])),
                    .init("detail", .string()),
                ])), isRequired: false),
    ])
}

/// The HTTP methods that endpoints use (RFC 9110, section 9; PATCH is RFC 5789).
public enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether a request with this method asks for no change (RFC 9110, section 9.2.1).
    public var isSafe: Bool { self == .get }
}

/// Who may call an endpoint. Each level includes those before it.
public enum Access: Int, Sendable, Comparable, CaseIterable {
    case anyone, member, moderator, admin

    public static func < (left: Access, right: Access) -> Bool { left.rawValue < right.rawValue }
}

/// Which of a responder's pools serves an endpoint; nginx chooses by the path.
public enum PoolName: String, Sendable, CaseIterable {
    /// Answers that take milliseconds.
    case interactive
    /// Exports, imports, uploads and other streams of any length.
    case bulk
    /// Log-ins and registrations, whose password hashes need time and memory.
    case passwords
}

/// What an endpoint is called by, and by whom.
public struct Operation: Sendable {
    /// The prefix of all paths but the probes'.
    public static let basePath = "/api/v1"

    public let method: Method
    /// The whole path; segments in braces are path parameters.
    public let path: String
    /// What the call does, in a few words.
    public let summary: String
    public let access: Access
    public let pool: PoolName
    /// Whether the call makes something that a repeated call would make twice, and so takes an
    /// `Idempotency-Key`.
    public let creates: Bool
    /// Whether the call is answered also when memory is nearly used up: it is how one looks after the
    /// service.
    public let isVital: Bool

    /// Declares an operation.
    /// - Parameters:
    ///   - path: the path below `/api/v1`.
    ///   - creates: whether the call takes an `Idempotency-Key`; it answers through
    ///     ``Call/create(_:)`` then.
    ///   - isAtRoot: whether the path stands at the root instead.
    public init(
        _ method: Method, _ path: String, _ summary: String, access: Access,
        pool: PoolName = .interactive, creates: Bool = false, isAtRoot: Bool = false,
        isVital: Bool = false
    ) {
        self.method = method
        self.path = isAtRoot ? path : Self.basePath + path
        self.summary = summary
        self.access = access
        self.pool = pool
        self.creates = creates
        self.isVital = isVital
    }

    /// The method and the path, under which the call is counted and logged.
    public var name: String { "\(method.rawValue) \(path)" }

    /// The tag under which the API reference lists the operation: the first word of the path that
    /// is no prefix.
    var tag: String {
        let segments = path.split(separator: "/").map(String.init)
        return segments.first { !["api", "v1", "admin"].contains($0) } ?? "bookings"
    }
}

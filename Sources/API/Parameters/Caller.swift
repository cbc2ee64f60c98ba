/// What is known of the one who calls.
public struct Caller: Sendable {
    public let id: Int64
    public let access: Access
    /// The log-in that the access token descends from: a UUID.
    public let session: String

    /// The caller's id, as a hole in a statement.
    public static let id = CallerID()
    /// The caller's log-in, as a hole in a statement.
    public static let session = CallerSession()

    /// The parameter that stands for the caller's id.
    public struct CallerID: Parameter {
        public typealias Content = Int
        public let declaration = ParameterDeclaration.make(
            Int.self, "caller", .caller, "The caller's id.")
    }

    /// The parameter that stands for the caller's log-in, as text.
    public struct CallerSession: Parameter {
        public typealias Content = String
        public let declaration = ParameterDeclaration.make(
            String.self, "session", .caller, "The caller's log-in.")
    }
}

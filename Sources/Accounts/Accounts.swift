public import API

/// Who uses the hall.
public enum Accounts {
    /// The area's endpoints, in the order of the API reference.
    public static let endpoints: [any Endpoint.Type] = [
        LogIn.self
    ]
}

public import API

/// How the service is, and what it can do.
public enum Operations {
    /// The area's endpoints, in the order of the API reference.
    public static let endpoints: [any Endpoint.Type] = [
        GetLiveness.self,
        GetReadiness.self,
        GetOpenAPI.self,
    ]
}

/// One area of the hall's life: what it answers, and what it holds about a member.
public struct Area: Sendable {
    /// The area's endpoints, in the order of the API reference.
    public let endpoints: [any Endpoint.Type]
    /// What the area holds about a member, for the member's own export.
    public let profile: [ProfileSection]

    /// Declares an area.
    public init(_ endpoints: [any Endpoint.Type], profile: [ProfileSection] = []) {
        self.endpoints = endpoints
        self.profile = profile
    }
}

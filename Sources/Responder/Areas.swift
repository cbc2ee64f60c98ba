public import API
internal import Accounts
internal import Bookings
internal import Dashboard
internal import Fasts
internal import Forum
internal import Gallery
internal import Garden
internal import Operations

/// The areas of Guildhall, in the order in which the API reference lists them.
public enum Areas {
    private static let all = [
        Accounts.area, Bookings.area, Gallery.area, Forum.area, Fasts.area, Garden.area,
        Dashboard.area, Operations.area,
    ]

    /// What the areas hold about a member.
    static let profile = all.flatMap(\.profile)

    public static let endpoints: [any Endpoint.Type] =
        all.flatMap(\.endpoints) + [ExportProfile.self]
}

public import API
internal import Accounts
internal import Bookings
internal import Operations

/// The areas of Guildhall, in the order in which the API reference lists them.
public enum Areas {
    public static let endpoints: [any Endpoint.Type] =
        Accounts.endpoints + Bookings.endpoints + Operations.endpoints
}

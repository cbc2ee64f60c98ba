public import API

/// Venues and what else can be booked, and the bookings themselves.
public enum Bookings {
    /// The area's endpoints, in the order of the API reference.
    public static let endpoints: [any Endpoint.Type] = [
        ListVenues.self,
        GetVenue.self,
        StreamAvailability.self,
        ListItems.self,
        ListPrograms.self,
        ListEvents.self,
        ListMyBookings.self,
        GetBooking.self,
        ListAllBookings.self,
        ListTodaysBookings.self,
        ExportBookings.self,
    ]
}

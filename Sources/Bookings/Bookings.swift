public import API

/// Venues and what else can be booked, and the bookings themselves.
public enum Bookings {
    public static let area = Area(
        [
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
        ],
        profile: [
            ProfileSection(
                "bookings", BookingColumns.own,
                """
                FROM bookings b \(text: BookingColumns.joinVenue)
                WHERE b.user_id = \(Caller.id) ORDER BY b.start_datetime, b.id
                """)
        ])
}

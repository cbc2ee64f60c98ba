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
            CreateBooking.self,
            GetBooking.self,
            UpdateBooking.self,
            CancelBooking.self,
            GetBookingCalendar.self, StreamCalendar.self,
            CreateCalendarFeed.self, EndCalendarFeed.self,
            ListAllBookings.self,
            ListTodaysBookings.self,
            ExportBookings.self,
            ConfirmBooking.self, RejectBooking.self, CancelAnyBooking.self,
            ListBookingHistory.self,
            JoinWaitlist.self, ListWaitlist.self, LeaveWaitlist.self,
            ListWebhooks.self, CreateWebhook.self, UpdateWebhook.self, DeleteWebhook.self,
            ListDeliveries.self, RetryDelivery.self,
            CreateVenue.self, UpdateVenue.self, RetireVenue.self,
            CreateItem.self, UpdateItem.self, RetireItem.self,
            CreateProgram.self, UpdateProgram.self, RetireProgram.self,
            CreateEvent.self, UpdateEvent.self, RetireEvent.self,
        ],
        profile: [
            ProfileSection(
                "bookings", BookingColumns.own,
                """
                FROM bookings b \(text: BookingColumns.joinVenue)
                WHERE b.user_id = \(Caller.id) ORDER BY b.start_datetime, b.id
                """),
            ProfileSection(
                "waitlist", WaitingColumns.all,
                """
                FROM waiting_entries w \(text: WaitingColumns.joinVenue)
                WHERE w.user_id = \(Caller.id) ORDER BY w.id
                """),
            ProfileSection(
                "booking_series", BookingSeries.columns,
                "FROM booking_series s WHERE s.user_id = \(Caller.id) ORDER BY s.id"),
            ProfileSection(
                "calendar_feeds", [.instant("created_at", "f.created_at")],
                "FROM calendar_feeds f WHERE f.user_id = \(Caller.id)"),
        ])
}

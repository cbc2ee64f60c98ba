internal import API

/// Where a booking stands. Pending and confirmed ones hold their venue.
enum BookingStatus: String, ChoiceContent {
    case pending, confirmed, cancelled, completed, rejected
}

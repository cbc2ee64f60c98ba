internal import API

/// Where a wish on a waiting list stands.
enum WaitingStatus: String, ChoiceContent {
    case waiting, held, booked, expired, left
}

internal import API

/// Why a booking cannot be changed any more.
enum BookingVerdict {
    /// - Throws: 409 unless the verdict of a statement is that it was done.
    static func check(_ verdict: String) throws(Problem) {
        switch verdict {
        case "done": return
        case "started": throw Problem(.conflict, "The booking has begun already.")
        case "over": throw Problem(.conflict, "The booking's time is over.")
        default:
            throw Problem(.conflict, "The booking's status does not allow this any more.")
        }
    }
}

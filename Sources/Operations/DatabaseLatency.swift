internal import API
internal import Postgres

/// How long the database takes to answer when there is nothing to do.
enum DatabaseLatency {
    static let nothing = PreparedSQL("SELECT 1")

    /// Microseconds of an empty round trip.
    static func measure(_ call: Call) throws -> Int {
        // The first one may have to connect and to prepare.
        _ = try call.run(nothing)
        let start = Clock.now
        _ = try call.run(nothing)
        return Int((Clock.now - start) / 1_000)
    }
}

internal import API
internal import Cache

/// Puts all that the cache holds out of date: in Redis for all processes, and without it in the one
/// that answers; the others' answers then live for their short time.
enum ClearCache: Endpoint {
    static let operation = API.Operation(
        .post, "/ops/cache/clear", "Clear the cache", access: .admin, isVital: true)

    static let success = Success.nothing("Nothing that was kept is given out any more.")

    static func respond(to call: Call) throws {
        call.services.cache.invalidate([.everything])
        call.report("the cache was cleared")
        call.nothing()
    }
}

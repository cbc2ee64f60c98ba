internal import API
internal import Cache
internal import JSON
internal import Telemetry

/// How the cache does, for all processes together; what it holds in memory is one process's.
struct CacheState {
    static let members: [Schema.Property] = [
        .init("type", .choice(["redis", "memory"])), .init("hit_rate", .nullable(.number)),
        .init("entries", .integer()), .init("bytes", .integer()),
    ]

    private let statistics: CacheStatistics
    let hits: Int
    let misses: Int

    /// Asks the cache, and what has been counted.
    init(_ call: Call) {
        statistics = call.services.cache.statistics
        let lookups = call.services.telemetry.board.cacheLookups
        hits = lookups.hits
        misses = lookups.all - lookups.hits
    }

    /// Whether Redis is asked.
    var breaker: Breaker.State { statistics.breaker }

    /// Writes the members.
    func write(to json: inout JSONWriter) throws {
        try json.member("type", statistics.kind.rawValue)
        let all = hits + misses
        try json.member("hit_rate", thousandths: all > 0 ? hits * 100_000 / all : nil)
        try json.member("entries", statistics.entries)
        try json.member("bytes", statistics.bytes)
    }
}

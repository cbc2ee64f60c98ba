internal import API
internal import Glibc
internal import JSON
internal import Postgres
internal import Telemetry

/// How the service is, as one signal with its reasons.
enum GetHealth: Endpoint {
    static let operation = API.Operation(
        .get, "/ops/health", "How the service is, green, yellow or red", access: .admin,
        isVital: true)

    private static let memory = Schema.object([
        .init("rss_bytes", .integer()), .init("growth_bytes_per_hour", .nullable(.integer())),
        .init("used_percent", .nullable(.number)),
        .init("guard", .choice(MemoryGuard.State.allCases.map(\.name))),
    ])

    static var statements: [CheckedStatement] { [CheckedStatement(DatabaseLatency.nothing, [])] }
    static let success = Success.json(
        .object([
            .init("signal", .choice(Health.Signal.allCases.map(\.name))),
            .init("reasons", .array(.string())), .init("database_latency_ms", .nullable(.number)),
            .init("memory", memory), .init("cache", .object(CacheState.members)),
            .init("uptime_s", .integer()),
            .init("processes", ProcessList.schema),
        ]),
        "Green: the database answers within 20 ms, the cache has more than 80 % of what it is asked, and memory does not grow. Yellow: within 50 ms, 60 %, and less than 10 MiB an hour. Red: beyond, or the memory guard refuses all work. `growth_bytes_per_hour` is null until it is known, `hit_rate` until the cache was asked."
    )

    static func respond(to call: Call) throws {
        let board = call.services.telemetry.board
        let latency = try? DatabaseLatency.measure(call)
        let processes = board.processes
        let cache = CacheState(call)
        let health = Health(
            .init(
                databaseMicroseconds: latency, bytesPerHour: board.trend.bytesPerHour,
                guardState: board.guardState, cacheLookups: cache.hits + cache.misses,
                cacheHits: cache.hits,
                processes: processes.count))
        let now = Int(time(nil))
        try call.json { json in
            try json.object { json in
                try json.member("signal", health.signal.name)
                try json.array("reasons") { json in
                    for reason in health.reasons { try json.string(reason) }
                }
                try json.member("database_latency_ms", thousandths: latency)
                try json.object("memory") { try write(board, processes, to: &$0) }
                try json.object("cache") { try cache.write(to: &$0) }
                try json.member("uptime_s", max(0, now - board.startedAt))
                try ProcessList.write(processes, now: now, to: &json)
            }
        }
    }

    private static func write(
        _ board: Segment, _ processes: [ProcessSummary], to json: inout JSONWriter
    ) throws {
        try json.member("rss_bytes", processes.reduce(0) { $0 + $1.residentBytes })
        try json.member("growth_bytes_per_hour", board.trend.bytesPerHour)
        try json.member(
            "used_percent", thousandths: board.memoryReading.map { $0.usedPermille * 100 })
        try json.member("guard", board.guardState.name)
    }
}

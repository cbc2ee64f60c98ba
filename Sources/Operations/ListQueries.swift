internal import API
internal import JSON
internal import Telemetry

/// What each endpoint costs: requests, statements, time.
enum ListQueries: Endpoint {
    static let operation = API.Operation(
        .get, "/ops/queries", "What each endpoint costs", access: .admin, isVital: true)

    /// From how many statements of one request on an endpoint is flagged.
    private static let mostStatements = 10
    /// From which 95th percentile of milliseconds on an endpoint is flagged.
    private static let mostMilliseconds = 100

    private static let slowest = Schema.object([
        .init("ms", .number), .init("request_id", .nullable(.string())),
    ])
    private static let endpoint = Schema.object([
        .init("endpoint", .string()), .init("pool", .choice(PoolName.allCases.map(\.rawValue))),
        .init("requests", .integer()),
        .init(
            "failures",
            .object(EndpointSummary.Failure.allCases.map { .init($0.rawValue, .integer()) })),
        .init("statements_per_request", .number), .init("most_statements", .integer()),
        .init("round_trips_per_request", .number), .init("rows", .integer()),
        .init("bytes", .integer()), .init("p50_ms", .number), .init("p95_ms", .number),
        .init("p99_ms", .number), .init("slowest", slowest), .init("flagged", .boolean),
        .init("flags", .array(.choice(["statements", "latency"]))),
    ])
    static let success = Success.json(
        .object([.init("endpoints", .array(endpoint)), .init("flagged", .array(.string()))]),
        "Each endpoint that was called since the service started, by all processes together. Flagged: more than 10 statements for one request, or more than 100 ms for one in twenty; streams are not flagged for their time."
    )

    static func respond(to call: Call) throws {
        var flagged: [String] = []
        try call.json { json in
            try json.object { json in
                try json.array("endpoints") { json in
                    try call.services.telemetry.board.forEachEndpoint { summary in
                        let flags = flags(summary)
                        if !flags.isEmpty { flagged.append(summary.name) }
                        try json.object { try write(summary, flags, to: &$0) }
                    }
                }
                try json.array("flagged") { for name in flagged { try $0.string(name) } }
            }
        }
    }

    private static func flags(_ summary: EndpointSummary) -> [String] {
        var flags: [String] = []
        if summary.mostStatements > mostStatements { flags.append("statements") }
        let isStream = PoolName(number: summary.pool) == .bulk
        if !isStream, summary.durations.percentile(95) ?? 0 > mostMilliseconds * 1_000 {
            flags.append("latency")
        }
        return flags
    }

    private static func write(
        _ summary: EndpointSummary, _ flags: [String], to json: inout JSONWriter
    ) throws {
        try json.member("endpoint", summary.name)
        try json.member("pool", PoolName(number: summary.pool)?.rawValue ?? "")
        try json.member("requests", summary.requests)
        try json.object("failures") { json in
            for failure in EndpointSummary.Failure.allCases {
                try json.member(failure.rawValue, summary.failures[failure] ?? 0)
            }
        }
        let requests = max(1, summary.requests)
        try json.member(
            "statements_per_request", thousandths: summary.statements * 1_000 / requests)
        try json.member("most_statements", summary.mostStatements)
        try json.member(
            "round_trips_per_request", thousandths: summary.roundTrips * 1_000 / requests)
        try json.member("rows", summary.rows)
        try json.member("bytes", summary.bytes)
        for percent in [50, 95, 99] {
            try json.member(
                "p\(percent)_ms", thousandths: summary.durations.percentile(percent) ?? 0)
        }
        try json.object("slowest") { json in
            try json.member("ms", thousandths: summary.slowestMicroseconds)
            try json.member("request_id", summary.slowestID)
        }
        try json.member("flagged", !flags.isEmpty)
        try json.array("flags") { for flag in flags { try $0.string(flag) } }
    }
}

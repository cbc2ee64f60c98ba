internal import API
internal import JSON
internal import Telemetry

/// What all processes have counted, for Prometheus.
enum GetMetrics: Endpoint {
    static let operation = API.Operation(
        .get, "/metrics", "What was counted, for Prometheus", access: .anyone, isAtRoot: true,
        isVital: true)

    static let success = Success(
        200, [(MetricsText.mediaType, .string())],
        "Prometheus's text exposition format. The web server lets only this machine ask.")

    /// The buckets' upper ends, in powers of two of microseconds: 0.1 ms to 67 s, each four times
    /// the one before.
    private static let bounds = stride(from: 7, through: 26, by: 2).map { 1 << $0 }

    static func respond(to call: Call) throws {
        call.reply.add("Content-Type", MetricsText.mediaType)
        call.reply.add("Cache-Control", "no-store")
        let board = call.services.telemetry.board
        let text = MetricsText(output: call.reply.body)
        try writeMemory(board, text)
        try writeProcesses(board, text)
        for counter in counters {
            try text.declare(counter.name, .counter, counter.help)
            try board.forEachEndpoint { summary in
                try text.sample(counter.name, labels(summary), "\(counter.value(summary))")
            }
        }
        try writeFailures(board, text)
        try writeCache(board, text)
        try writeDurations(board, text)
    }

    private static let counters:
        [(name: String, help: String, value: @Sendable (EndpointSummary) -> Int)] = [
            ("guildhall_requests_total", "Requests.", { $0.requests }),
            ("guildhall_statements_total", "SQL statements.", { $0.statements }),
            ("guildhall_round_trips_total", "Round trips to the database.", { $0.roundTrips }),
            ("guildhall_rows_total", "Rows read from the database.", { $0.rows }),
            ("guildhall_response_bytes_total", "Bytes of response bodies.", { $0.bytes }),
        ]

    /// The endpoint's own labels: its name is the method and the path.
    private static func labels(_ summary: EndpointSummary) -> [(name: String, value: String)] {
        let words = summary.name.split(separator: " ", maxSplits: 1).map(String.init)
        let pool = PoolName(number: summary.pool)?.rawValue ?? ""
        return [
            ("method", words.count > 1 ? words[0] : ""), ("path", words.last ?? ""), ("pool", pool),
        ]
    }

    private static func writeMemory(_ board: Segment, _ text: MetricsText) throws {
        try text.declare(
            "guildhall_start_time_seconds", .gauge, "When counting began, in Unix time.")
        try text.sample("guildhall_start_time_seconds", [], "\(board.startedAt)")
        if let reading = board.memoryReading {
            let source = [("source", reading.source.rawValue)]
            try text.declare("guildhall_memory_limit_bytes", .gauge, "Memory that there is.")
            try text.sample("guildhall_memory_limit_bytes", source, "\(reading.total)")
            try text.declare("guildhall_memory_used_bytes", .gauge, "Memory that is in use.")
            try text.sample("guildhall_memory_used_bytes", source, "\(reading.used)")
        }
        let state = "guildhall_memory_guard_state"
        try text.declare(state, .gauge, "What the memory guard lets in: 1 for the present state.")
        for one in MemoryGuard.State.allCases {
            try text.sample(state, [("state", one.name)], one == board.guardState ? "1" : "0")
        }
        let refusals = "guildhall_memory_refusals_total"
        try text.declare(refusals, .counter, "Requests refused for want of memory.")
        try text.sample(refusals, [], "\(board.refusals)")
    }

    private static func writeProcesses(_ board: Segment, _ text: MetricsText) throws {
        let processes = board.processes
        let gauges: [(name: String, help: String, value: (ProcessSummary) -> Int)] = [
            (
                "guildhall_process_resident_memory_bytes", "Memory of a responder.",
                { $0.residentBytes }
            ),
            (
                "guildhall_process_peak_resident_memory_bytes", "The most that it ever had.",
                { $0.peakBytes }
            ),
            ("guildhall_process_busy_threads", "Requests being answered.", { $0.busy }),
            (
                "guildhall_process_start_time_seconds", "When it began, in Unix time.",
                { $0.startedAt }
            ),
        ]
        for gauge in gauges {
            try text.declare(gauge.name, .gauge, gauge.help)
            for process in processes {
                try text.sample(gauge.name, [("pid", "\(process.id)")], "\(gauge.value(process))")
            }
        }
    }

    private static func writeFailures(_ board: Segment, _ text: MetricsText) throws {
        let name = "guildhall_request_failures_total"
        try text.declare(name, .counter, "Requests that failed, by the reason.")
        try board.forEachEndpoint { summary in
            for failure in EndpointSummary.Failure.allCases {
                let count = summary.failures[failure] ?? 0
                try text.sample(
                    name, labels(summary) + [("reason", failure.rawValue)], "\(count)")
            }
        }
    }

    private static func writeCache(_ board: Segment, _ text: MetricsText) throws {
        let name = "guildhall_cache_lookups_total"
        try text.declare(name, .counter, "What the cache came to.")
        try board.forEachEndpoint { summary in
            guard summary.cache.values.contains(where: { $0 > 0 }) else { return }
            for use in RequestRecord.CacheUse.allCases {
                let count = summary.cache[use] ?? 0
                try text.sample(name, labels(summary) + [("result", use.rawValue)], "\(count)")
            }
        }
    }

    private static func writeDurations(_ board: Segment, _ text: MetricsText) throws {
        let name = "guildhall_request_duration_seconds"
        try text.declare(name, .histogram, "How long requests took.")
        try board.forEachEndpoint { summary in
            let labels = labels(summary)
            for bound in bounds {
                let bound = (MetricsText.seconds(bound), summary.durations.count(below: bound))
                try text.sample(name + "_bucket", labels + [("le", bound.0)], "\(bound.1)")
            }
            let total = summary.durations.total
            try text.sample(name + "_bucket", labels + [("le", "+Inf")], "\(total)")
            try text.sample(name + "_sum", labels, MetricsText.seconds(summary.microseconds))
            try text.sample(name + "_count", labels, "\(total)")
        }
    }
}

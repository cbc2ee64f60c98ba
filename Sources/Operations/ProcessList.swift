internal import API
internal import JSON
internal import Telemetry

/// The responder processes, as several answers show them.
enum ProcessList {
    static let schema = Schema.array(
        .object([
            .init("pid", .integer()), .init("rss_bytes", .integer()),
            .init("peak_rss_bytes", .integer()), .init("requests", .integer()),
            .init("busy", .integer()), .init("statements", .integer()),
            .init("uptime_s", .integer()),
        ]))

    /// Writes those that run.
    /// - Parameter now: Unix seconds.
    static func write(_ processes: [ProcessSummary], now: Int, to json: inout JSONWriter) throws {
        try json.array("processes") { json in
            for process in processes {
                try json.object { json in
                    try json.member("pid", Int(process.id))
                    try json.member("rss_bytes", process.residentBytes)
                    try json.member("peak_rss_bytes", process.peakBytes)
                    try json.member("requests", process.requests)
                    try json.member("busy", process.busy)
                    try json.member("statements", process.statements)
                    try json.member("uptime_s", max(0, now - process.startedAt))
                }
            }
        }
    }
}

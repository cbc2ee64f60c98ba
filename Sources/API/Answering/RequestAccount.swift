internal import Configuration
internal import Glibc
internal import Postgres
internal import Telemetry

/// What is known of the request that a thread answers: it is counted, and has a line in the log.
///
/// The line names the endpoint and no address, query or header but the request's id: those may name
/// people or be secrets.
struct RequestAccount {
    private let started: UInt64
    private let before: Connection.Statistics
    private let id: String
    /// Who answers; nil for nobody.
    var route: Route?
    /// The number of the page that was asked for; nil for none.
    var page: Int?
    var record = RequestRecord()

    /// Begins with a request.
    /// - Parameter started: the monotonic time, in nanoseconds.
    init(id: String, started: UInt64, _ database: Connection, _ telemetry: Telemetry) {
        self.id = id
        self.started = started
        before = database.statistics
        telemetry.process.begin()
    }

    /// Takes in what came of it.
    mutating func end(
        _ reply: Reply, _ database: Connection, _ application: Application, _ log: Log
    ) {
        let after = database.statistics
        record.status = reply.status
        record.microseconds = Int((Clock.now - started) / 1_000)
        record.statements = after.statements - before.statements
        record.roundTrips = after.roundTrips - before.roundTrips
        record.rows = after.rows - before.rows
        record.bytes = reply.sentBytes
        record.cache = reply.field("X-Cache").flatMap(RequestRecord.CacheUse.init)
        application.services.telemetry.process.end(record)
        application.services.telemetry.sampleTrend(now: Int64(time(nil)))
        (route?.counters ?? application.strays).count(record, id: id)
        write(to: log, application.services.configuration)
    }

    private func write(to log: Log, _ configuration: Configuration) {
        let slow = configuration.number(Settings.slowMilliseconds) * 1_000
        let isSlow = record.microseconds >= slow && route?.operation.pool != .bulk
        let isProbe = route?.operation.isProbe == true
        let level: LogLevel = isSlow ? .warning : isProbe ? .debug : .info
        guard log.writes(level) else { return }
        var values: [(name: String, value: Log.Value)] = [
            ("request_id", .text(id)), ("endpoint", .text(route?.operation.name ?? "unknown")),
            ("status", .int(record.status)), ("ending", .text(record.ending.rawValue)),
            ("ms", .thousandths(record.microseconds)), ("statements", .int(record.statements)),
            ("rows", .int(record.rows)), ("bytes", .int(record.bytes)),
        ]
        if let page { values.append(("page", .int(page))) }
        if let cache = record.cache { values.append(("cache", .text(cache.rawValue))) }
        log.write(level, isSlow ? "slow request" : "request", values: values)
    }
}

extension Operation {
    /// Whether machines ask this every few seconds, and only whether it is answered matters.
    fileprivate var isProbe: Bool { isVital && access == .anyone }
}

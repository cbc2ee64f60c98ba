internal import API
internal import Configuration
internal import Glibc
internal import Jobs
internal import Postgres
internal import Security
internal import Supervision
internal import Telemetry

/// Does the jobs in turn and sends deliveries meanwhile, in one thread.
final class BackgroundWorker {
    /// Seconds between two runs of the rare jobs.
    private static let rareInterval = 60
    /// Seconds for the database work of one turn.
    private static let turnSeconds = 30
    /// Milliseconds for which deliveries under way are waited for before the next turn.
    private static let sendingMilliseconds = 50

    private let configuration: Configuration
    private let log: Log
    private let database: Connection
    private let sender: Sender
    /// Nanoseconds between two turns, if there is nothing to do.
    private let interval: UInt64
    private var nextTurn: UInt64 = 0
    private var nextRare: UInt64 = 0
    private var hasMoreToDo = false
    private var hasFailed = false
    private var isStopping = false

    init(_ configuration: Configuration, _ log: Log) {
        self.configuration = configuration
        self.log = log
        database = Connection(configuration.text(Settings.workerDatabase))
        sender = Sender(configuration, log)
        interval = UInt64(configuration.number(Settings.workerMilliseconds)) * 1_000_000
    }

    /// Works until SIGTERM or SIGINT; then deliveries under way are finished, or given back.
    func run() {
        while !isStopping {
            if Clock.now >= nextTurn {
                let hasMore = attempt(turn) && hasMoreToDo
                nextTurn = Clock.now + (hasMore ? 0 : interval)
            } else if sender.hasOutcomes {
                _ = attempt(deliver)
            }
            rest()
        }
        let end = Clock.seconds(configuration.number(Settings.stopSeconds))
        while !sender.isIdle, Clock.now < end {
            sender.wait(milliseconds: Self.sendingMilliseconds)
            _ = attempt { try sender.note(on: database) }
        }
        _ = attempt { try sender.end(on: database) }
    }

    /// Waits for the next turn, for a delivery to end, or for a signal. SIGHUP asks for nothing, as
    /// keys are read when they are needed.
    private func rest() {
        var time = Duration.zero
        if sender.isIdle {
            let now = Clock.now
            time = .nanoseconds(nextTurn > now ? Int64(nextTurn - now) : 0)
        } else {
            sender.wait(milliseconds: Self.sendingMilliseconds)
        }
        if let signal = Signals.next(within: time), [SIGTERM, SIGINT].contains(signal) {
            isStopping = true
        }
    }

    /// Does each job once.
    private func turn() throws {
        database.deadline = Clock.seconds(Self.turnSeconds)
        hasMoreToDo = false
        if !database.isOpen { try HoldTime.write(to: database, configuration) }
        for job in Jobs.frequent {
            hasMoreToDo = try job.run(on: database, configuration) || hasMoreToDo
        }
        if Clock.now >= nextRare { try turnRarely() }
        try deliver()
    }

    /// Notes what was delivered and begins what is due.
    private func deliver() throws {
        database.deadline = Clock.seconds(Self.turnSeconds)
        try sender.note(on: database)
        try sender.begin(on: database)
    }

    private func turnRarely() throws {
        for job in Jobs.rare { while try job.run(on: database, configuration) {} }
        try SealedSecrets.renew(on: database, try KeyFiles(configuration).read())
        nextRare = Clock.seconds(Self.rareInterval)
    }

    /// Does something that may fail, and says so once, and once that it is over.
    private func attempt(_ body: () throws -> Void) -> Bool {
        do {
            try body()
            if hasFailed { log.write(.info, "works again") }
            hasFailed = false
            return true
        } catch {
            if !hasFailed { log.write(.error, "cannot work now", [("error", "\(error)")]) }
            hasFailed = true
            return false
        }
    }
}

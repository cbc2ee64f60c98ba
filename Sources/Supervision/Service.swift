internal import Glibc

/// One long-running program that is started again when it ends unexpectedly.
public final class Service: Supervised {
    /// One way to ask a program to stop, and how long it gets to do so.
    public struct StopStep: Sendable {
        let signal: Int32
        let patience: Duration

        /// Ends what is under way first, as nginx understands SIGQUIT.
        public static func quit(_ patience: Duration) -> StopStep {
            StopStep(signal: SIGQUIT, patience: patience)
        }
        /// Stops quickly but cleanly, as PostgreSQL understands SIGINT.
        public static func interrupt(_ patience: Duration) -> StopStep {
            StopStep(signal: SIGINT, patience: patience)
        }
        /// Stops.
        public static func terminate(_ patience: Duration) -> StopStep {
            StopStep(signal: SIGTERM, patience: patience)
        }
    }

    /// What people call it.
    public let name: String
    private let program: Program
    private let log: (String) -> Void
    private var child: ChildProcess?
    private var started = ContinuousClock.now
    private var restart: ContinuousClock.Instant?
    private var policy = RestartPolicy()
    private var stopSteps: [StopStep]
    private var nextStep: ContinuousClock.Instant?
    private var isKept = false

    /// Describes a service that `start` starts.
    /// - Parameters:
    ///   - stopSteps: what is tried in turn to stop it; SIGKILL comes after the last.
    ///   - log: takes one line about each event out of the ordinary.
    public init(
        _ name: String, _ program: Program, stopSteps: [StopStep], log: @escaping (String) -> Void
    ) {
        self.name = name
        self.program = program
        self.stopSteps = stopSteps
        self.log = log
    }

    /// Starts the program. If it ends before `keep` is called, it stays ended.
    public func start() throws(SystemFailure) {
        child = try ChildProcess.start(program)
        started = .now
    }

    /// From now on the program is started again whenever it ends.
    public func keep() { isKept = true }

    /// The process id, or nil while it does not run.
    public var id: Int32? { child?.id }

    package var isStopped: Bool { child == nil && restart == nil }
    package var attention: ContinuousClock.Instant? {
        [restart, nextStep].compactMap(\.self).min()
    }

    package func childEnded(_ id: Int32, _ ending: Ending) -> Bool {
        guard let child, child.id == id else { return false }
        self.child = nil
        nextStep = nil
        // Its own children may outlive it and hold its port: nginx's workers do.
        child.signalGroup(SIGKILL)
        guard isKept else { return true }
        let pause = policy.pause(afterLiving: started.duration(to: .now))
        log("\(name) (process \(id)) ended unexpectedly by \(ending); starting it again")
        restart = .now + pause
        return true
    }

    package func attend(_ now: ContinuousClock.Instant) {
        if let restart, restart <= now {
            do {
                try start()
                self.restart = nil
            } catch {
                log("\(error)")
                self.restart = now + .seconds(1)
            }
        }
        if let nextStep, nextStep <= now { takeStep() }
    }

    package func endRestarts() {
        isKept = false
        restart = nil
    }

    package func stop() { takeStep() }

    /// Goes on to SIGTERM, never to a signal that costs data or a recovery at the next start.
    package func hurry() {
        if stopSteps.first?.signal == SIGTERM { takeStep() }
    }

    private func takeStep() {
        guard let child else { return }
        guard !stopSteps.isEmpty else {
            nextStep = nil
            return child.signalGroup(SIGKILL)
        }
        let step = stopSteps.removeFirst()
        child.signal(step.signal)
        nextStep = .now + step.patience
    }
}

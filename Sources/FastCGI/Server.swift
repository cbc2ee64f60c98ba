internal import CFastCGI
internal import CLinux
internal import Glibc

/// A process that answers FastCGI requests: its pools, and the one thread that takes signals.
///
/// All other threads block every signal: libfcgi does not go on after an interrupted write, so a
/// signal would cut an answer off.
public final class Server: Sendable {
    /// Seconds that may pass before what is left is cut off.
    public struct Patience: Sendable {
        /// After SIGTERM, for answers under way.
        public var stopSeconds: Int
        /// After SIGHUP, for the web server to close the connections that it keeps idle.
        public var idleSeconds: Int
        /// After SIGHUP, for the longest answers.
        public var retireSeconds: Int

        /// Creates limits.
        public init(stopSeconds: Int, idleSeconds: Int, retireSeconds: Int) {
            self.stopSeconds = stopSeconds
            self.idleSeconds = idleSeconds
            self.retireSeconds = retireSeconds
        }
    }

    private let pools: [Pool]
    private let patience: Patience

    /// One pool to be: a listening socket and what answers its requests.
    public struct PoolDeclaration: Sendable {
        let name: String
        let listener: Int32
        let limits: PoolLimits
        let makeWorker: @Sendable () -> any Worker

        /// Declares a pool.
        /// - Parameter listener: the descriptor of a listening unix socket.
        public init(
            name: String, listener: Int32, limits: PoolLimits,
            makeWorker: @escaping @Sendable () -> any Worker
        ) {
            self.name = name
            self.listener = listener
            self.limits = limits
            self.makeWorker = makeWorker
        }
    }

    /// Creates a server; `run()` starts it.
    /// - Parameter log: takes one line about something out of the ordinary.
    public init(
        _ declarations: [PoolDeclaration], patience: Patience,
        log: @escaping @Sendable (String) -> Void
    ) throws(SystemError) {
        self.patience = patience
        FCGX_Init()
        var pools: [Pool] = []
        for declaration in declarations {
            pools.append(
                try Pool(
                    name: declaration.name, listener: declaration.listener,
                    limits: declaration.limits, log: log, makeWorker: declaration.makeWorker))
        }
        self.pools = pools
    }

    /// Counters of all pools.
    public var status: [PoolStatus] { pools.map(\.status) }

    /// Serves until a signal ends it: SIGTERM or SIGINT finish what is under way; SIGHUP hands over
    /// to a successor without a failed request.
    /// - Parameters:
    ///   - onReady: called once requests are being served.
    ///   - everySecond: called at least as often from then on, on this thread.
    public func run(onReady: () -> Void = {}, everySecond: () -> Void = {}) throws(SystemError) {
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        for pool in pools { try pool.start() }
        onReady()

        var handled = sigset_t()
        sigemptyset(&handled)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&handled, signal) }
        var second = timespec(tv_sec: 1, tv_nsec: 0)
        var received: Int32 = -1
        while received < 0 {
            received = sigtimedwait(&handled, nil, &second)
            everySecond()
        }
        if received == SIGHUP { retire(&handled, everySecond) }
        stop(everySecond)
    }

    /// Lets the web server close the connections, so that none is closed just as a request comes in
    /// on it.
    private func retire(_ signals: inout sigset_t, _ meanwhile: () -> Void) {
        pools.forEach { $0.enter(.retiring) }
        guard wait(patience.idleSeconds, &signals, meanwhile, until: \.isQuiet) else { return }
        pools.forEach { $0.enter(.closing) }
        _ = wait(patience.retireSeconds, &signals, meanwhile, until: \.isQuiet)
    }

    private func stop(_ meanwhile: () -> Void) {
        pools.forEach { $0.enter(.stopping) }
        let attempts = patience.stopSeconds * 50
        for _ in 0..<attempts where pools.contains(where: { $0.liveThreads > 0 }) {
            usleep(20_000)
            meanwhile()
        }
    }

    /// Waits for all pools to meet a condition; false if a signal to stop came first.
    private func wait(
        _ seconds: Int, _ signals: inout sigset_t, _ meanwhile: () -> Void,
        until condition: (Pool) -> Bool
    ) -> Bool {
        var pause = timespec(tv_sec: 0, tv_nsec: 50_000_000)
        for _ in 0..<seconds * 20 {
            if pools.allSatisfy(condition) { return true }
            let signal = sigtimedwait(&signals, nil, &pause)
            meanwhile()
            if signal == SIGTERM || signal == SIGINT { return false }
        }
        return true
    }
}

internal import Glibc

/// Signals, taken one by one where the program waits for them instead of interrupting it anywhere.
public enum Signals {
    /// The signals that `next` reports.
    private static var taken: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGCHLD] { unsafe sigaddset(&signals, signal) }
        return signals
    }

    /// Begins to hold signals back for `next`. Must come before any thread or child is started.
    public static func hold() {
        var signals = taken
        unsafe sigprocmask(SIG_BLOCK, &signals, nil)
        // A closed terminal or pipe must not end a process that others depend on.
        signal(SIGPIPE, SIG_IGN)
    }

    /// The next signal, or nil if none came within a time.
    /// - Parameter limit: how long to wait; nil waits for ever.
    public static func next(within limit: Duration?) -> Int32? {
        var signals = taken
        guard let limit else {
            let number = unsafe sigwaitinfo(&signals, nil)
            return number > 0 ? number : nil
        }
        let (seconds, attoseconds) = max(limit, .zero).components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        let number = unsafe sigtimedwait(&signals, nil, &time)
        return number > 0 ? number : nil
    }
}

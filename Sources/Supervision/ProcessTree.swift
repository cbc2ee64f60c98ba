internal import Glibc

/// Everything that this process has started, in the order of starting.
///
/// One loop takes signals, ended children and what is due: `turn`. Everything that waits, waits by
/// it.
public final class ProcessTree {
    private var parts: [any Supervised] = []
    private var tools: [Int32: Ending?] = [:]

    /// Creates an empty tree. From now on processes inherit only the descriptors that they are
    /// given.
    public init() { ChildProcess.keepDescriptorsPrivate() }

    /// Whether nothing was added.
    public var isEmpty: Bool { parts.isEmpty }

    /// Puts a part behind those that are there; it is stopped before them.
    package func add(_ part: any Supervised) { parts.append(part) }

    /// Waits for one event and handles it.
    /// - Parameter limit: how long to wait at the most; nil waits for ever.
    /// - Returns: a signal that came from outside (SIGINT, SIGTERM or SIGHUP), which the caller
    ///   handles.
    @discardableResult
    public func turn(within limit: Duration? = nil) -> Int32? {
        let now = ContinuousClock.now
        let due = parts.compactMap(\.attention).min().map { max(now.duration(to: $0), .zero) }
        let signal = Signals.next(within: [limit, due].compactMap(\.self).min())
        reap()
        for part in parts { part.attend(.now) }
        return signal == SIGCHLD ? nil : signal
    }

    private func reap() {
        var status: Int32 = 0
        while case let id = unsafe waitpid(-1, &status, WNOHANG), id > 0 {
            let ending = Ending(waitStatus: status)
            if tools.keys.contains(id) {
                tools[id] = .some(ending)
            } else {
                _ = parts.contains { $0.childEnded(id, ending) }
            }
        }
    }

    /// Runs a program to its end.
    /// - Parameter check: called each time that a signal came; what it throws ends the program.
    public func run(_ program: Program, check: (Int32) throws -> Void) throws -> Ending {
        let child = try ChildProcess.start(program)
        tools[child.id] = .some(nil)
        defer { tools[child.id] = nil }
        while true {
            if case .some(.some(let ending)) = tools[child.id] { return ending }
            guard let signal = turn() else { continue }
            do {
                try check(signal)
            } catch {
                child.signalGroup(SIGTERM)
                while case .some(.none) = tools[child.id] { turn() }
                throw error
            }
        }
    }

    /// Stops the parts one after the other, the last one first, and returns when no process is
    /// left.
    /// - Parameter note: called when a signal asks for haste.
    public func stop(note: () -> Void = {}) {
        for part in parts { part.endRestarts() }
        for part in parts.reversed() {
            part.stop()
            while !part.isStopped {
                guard let signal = turn(), signal != SIGHUP else { continue }
                note()
                part.hurry()
            }
        }
        parts.removeAll()
    }
}

/// How a process ended.
public enum Ending: Sendable, Equatable, CustomStringConvertible {
    /// By itself, with an exit status.
    case exited(Int32)
    /// By a signal.
    case killed(Int32)

    /// Takes apart what wait(2) reports: the low seven bits are the signal, the next eight the
    /// status.
    init(waitStatus status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal)
    }

    /// Whether the process ended by itself with status 0.
    public var isSuccess: Bool { self == .exited(0) }

    /// The ending in a few words.
    public var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .killed(let signal): "signal \(signal)"
        }
    }
}

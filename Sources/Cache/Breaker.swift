/// A circuit breaker: who has failed several times in a row is left alone for a while, and then tried
/// by one before all the others.
public struct Breaker: Sendable {
    /// Whether the other side is asked.
    public enum State: String, Sendable { case closed, open, halfOpen }

    /// Failures in a row that open it.
    static let mostFailures = 3

    /// Milliseconds that it stays open.
    private let pause: Int
    private var failures = 0
    private var nextTrial = 0
    public private(set) var state = State.closed

    /// Creates a closed breaker.
    /// - Parameter pause: milliseconds that it stays open.
    init(pause: Int) { self.pause = pause }

    /// Whether to try now, in milliseconds of the monotonic clock. Who is let through half-open must
    /// tell what came of it.
    mutating func permits(_ now: Int) -> Bool {
        switch state {
        case .closed: return true
        case .halfOpen: return false
        case .open:
            guard now >= nextTrial else { return false }
            state = .halfOpen
            return true
        }
    }

    mutating func succeeded() {
        state = .closed
        failures = 0
    }

    mutating func failed(_ now: Int) {
        failures += 1
        guard state == .halfOpen || failures >= Self.mostFailures else { return }
        state = .open
        nextTrial = now + pause
    }
}

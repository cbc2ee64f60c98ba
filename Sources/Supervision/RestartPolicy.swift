/// When a process that ended unexpectedly is started again: at once, unless it keeps ending at once
/// itself.
struct RestartPolicy {
    /// A process that lived shorter than this has failed to start.
    private static let shortLife: Duration = .seconds(1)
    private static let firstPause: Duration = .milliseconds(100)
    private static let longestPause: Duration = .seconds(5)

    private var pause: Duration?

    /// How long to wait before the next start.
    mutating func pause(afterLiving life: Duration) -> Duration {
        guard life < Self.shortLife else {
            pause = nil
            return .zero
        }
        let present = pause ?? .zero
        pause = min(max(present * 2, Self.firstPause), Self.longestPause)
        return present
    }
}

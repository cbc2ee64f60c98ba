/// One or more processes that are started, watched and stopped together.
package protocol Supervised: AnyObject {
    /// Takes note of a process that has ended.
    /// - Returns: whether it was one of these.
    func childEnded(_ id: Int32, _ ending: Ending) -> Bool

    /// Does what is due by now.
    func attend(_ now: ContinuousClock.Instant)

    /// When `attend` must be called at the latest; nil if nothing is awaited.
    var attention: ContinuousClock.Instant? { get }

    /// Replaces no process any more that ends.
    func endRestarts()

    /// Begins to stop all processes.
    func stop()

    /// Shortens the stopping as far as no data depends on it.
    func hurry()

    /// Whether there is no process left.
    var isStopped: Bool { get }
}

internal import Glibc

/// One filler for each key in this process: who comes first makes the value, and all others wait for
/// it.
final class Flights: @unchecked Sendable {
    /// The making of one value.
    final class Flight {
        fileprivate let name: String
        fileprivate var isOver = false
        fileprivate var found: Found?
        fileprivate init(_ name: String) { self.name = name }
    }

    /// What came of joining.
    enum Turn {
        /// The caller makes the value, and says when it is over.
        case lead(Flight)
        /// Another one made it.
        case landed(Found)
        /// Another one could not make it, or takes too long.
        case missed
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var flights: [String: Flight] = [:]

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Leads the making of a value, or waits for who does.
    /// - Parameter end: milliseconds of the monotonic clock.
    func join(_ name: String, until end: Int) -> Turn {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard let flight = flights[name] else { return .lead(begin(name)) }
        var time = timespec(tv_sec: end / 1_000, tv_nsec: end % 1_000 * 1_000_000)
        while !flight.isOver {
            guard pthread_cond_timedwait(changed, mutex, &time) == 0 else { return .missed }
        }
        return flight.found.map(Turn.landed) ?? .missed
    }

    /// Leads the making of a value unless another one does.
    func lead(_ name: String) -> Flight? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return flights[name] == nil ? begin(name) : nil
    }

    /// Ends a flight: those who wait get the value, or nothing.
    func end(_ flight: Flight, _ found: Found?) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !flight.isOver else { return }
        flight.isOver = true
        flight.found = found
        flights[flight.name] = nil
        pthread_cond_broadcast(changed)
    }

    private func begin(_ name: String) -> Flight {
        let flight = Flight(name)
        flights[name] = flight
        return flight
    }
}

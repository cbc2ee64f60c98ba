internal import Glibc
internal import Synchronization

/// Finished answers, kept for a short time: in Redis, and while that is away in this process's memory.
///
/// One filler makes each value: in this process others wait for it, and among processes a lock in Redis
/// chooses it. All waiting is bounded; who has waited long enough makes the value alone. A value near
/// the end of its life is made anew by one, while others still get the old one.
public final class Cache: Sendable {
    /// What a request does about a value.
    public enum Finding {
        /// It takes this one.
        case hit(Found)
        /// It makes one, and says so to ``Cache/complete(_:with:)``. If it cannot, it may take the old
        /// one.
        case fill(Filling, old: Found?)
        /// It makes one for itself alone, since others take too long.
        case alone
    }

    /// The making of a value.
    public struct Filling {
        let key: CacheKey
        let place: Place
        let flight: Flights.Flight
    }

    /// Where a value is kept, and the stamp under which it is put there.
    enum Place {
        case redis(stamp: String)
        case memory(stamp: String)

        /// Makers of a value under one stamp are the same; what was begun before an invalidation is
        /// nothing for those who ask after it.
        fileprivate var name: String {
            switch self {
            case .redis(let stamp): "r" + stamp
            case .memory(let stamp): "m" + stamp
            }
        }
    }

    /// The part of its life in which a value is made anew: the last fifth.
    private static let refreshPart = 5
    /// Milliseconds between looks at what another process makes: at first, and at the most.
    private static let polling = (first: 1, longest: 16)

    private let waitMilliseconds: Int
    private let redis: RedisStore?
    private let memory: MemoryStore
    private let flights = Flights()
    /// Whether memory stood in for Redis when a value was last looked up.
    private let isOnMemory = Atomic(false)

    /// Creates a cache; Redis is connected to when it is first needed.
    public init(_ limits: CacheLimits) {
        waitMilliseconds = limits.waitMilliseconds
        redis = limits.redis.isEmpty ? nil : RedisStore(limits)
        memory = MemoryStore(limit: limits.bytes)
    }

    /// Looks a value up, or finds who makes it.
    public func find(_ key: CacheKey) -> Finding {
        let (found, place) = look(key)
        return found.map { refresh(key, $0, place) } ?? wait(key, place)
    }

    /// Keeps a value that was made, and gives it to those who wait for it.
    /// - Parameter value: nil if it could not be made, or shall not be kept.
    public func complete(_ filling: Filling, with value: [UInt8]?) {
        let key = filling.key
        switch (filling.place, value) {
        case (.redis(let stamp), let value?): redis?.put(key, value, stamp)
        case (.redis(let stamp), nil): redis?.unlock(key, stamp)
        case (.memory(let stamp), let value?): memory.put(key, value, stamp, Monotonic.milliseconds)
        case (.memory, nil): break
        }
        flights.end(filling.flight, value.map { Found(value: $0, remaining: key.lifetime) })
    }

    /// Puts all that is kept under prefixes out of date: in Redis at once for all processes, and
    /// without it in this one.
    public func invalidate(_ prefixes: [CachePrefix]) {
        guard !prefixes.isEmpty else { return }
        memory.invalidate(prefixes)
        redis?.invalidate(prefixes)
    }

    /// How the cache does.
    public var statistics: CacheStatistics {
        let shared = redis?.size()
        let size = shared ?? memory.size
        return CacheStatistics(
            kind: shared == nil ? .memory : .redis, breaker: redis?.breaker ?? .open,
            entries: size.entries, bytes: size.bytes)
    }

    // MARK: Steps

    private func look(_ key: CacheKey) -> (Found?, Place) {
        if let (found, stamp) = redis?.look(key) {
            // What memory holds was not told what changed meanwhile in other processes.
            if isOnMemory.exchange(false, ordering: .relaxed) { memory.clear() }
            return (found, .redis(stamp: stamp))
        }
        isOnMemory.store(true, ordering: .relaxed)
        let (found, stamp) = memory.look(key, Monotonic.milliseconds)
        return (found, .memory(stamp: stamp))
    }

    /// Takes what was found, or makes it anew if it is near its end and nobody else does.
    private func refresh(_ key: CacheKey, _ found: Found, _ place: Place) -> Finding {
        guard found.remaining < key.lifetime / Self.refreshPart,
            let flight = flights.lead(key.text + place.name)
        else { return .hit(found) }
        if case .redis(let stamp) = place {
            let lock = redis?.lock(key, stamp, for: waitMilliseconds)
            guard let lock, lock.isGranted else {
                flights.end(flight, found)
                return .hit(found)
            }
        }
        return .fill(Filling(key: key, place: place, flight: flight), old: found)
    }

    /// Makes a value that is not there, or waits for who does.
    private func wait(_ key: CacheKey, _ place: Place) -> Finding {
        let end = Monotonic.milliseconds + waitMilliseconds
        switch flights.join(key.text + place.name, until: end) {
        case .landed(let found): return .hit(found)
        case .missed: return .alone
        case .lead(let flight):
            let filling = Filling(key: key, place: place, flight: flight)
            // Another one may have made it between the look and the lead.
            let outcome =
                switch place {
                case .memory: memory.look(key, Monotonic.milliseconds).found.map(Outcome.made)
                case .redis(let stamp): waitForOthers(key, stamp, until: end)
                }
            switch outcome {
            case .made(let found):
                flights.end(flight, found)
                return .hit(found)
            case .late:
                flights.end(flight, nil)
                return .alone
            case nil: return .fill(filling, old: nil)
            }
        }
    }

    /// What became of a value that another process may be making; nil if none does.
    private enum Outcome {
        case made(Found)
        case late
    }

    /// Waits for another process that makes a value.
    private func waitForOthers(_ key: CacheKey, _ stamp: String, until end: Int) -> Outcome? {
        var pause = Self.polling.first
        while let (isGranted, found) = redis?.lock(key, stamp, for: waitMilliseconds) {
            if let found {
                if isGranted { redis?.unlock(key, stamp) }
                return .made(found)
            }
            if isGranted { return nil }
            guard Monotonic.milliseconds < end else { return .late }
            usleep(UInt32(pause * 1_000))
            pause = min(pause * 2, Self.polling.longest)
        }
        // Redis went away meanwhile: then each process makes its own.
        return nil
    }
}

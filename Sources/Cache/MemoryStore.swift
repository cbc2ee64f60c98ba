internal import Synchronization

/// Values in this process's memory, for as long as Redis is away: bounded in bytes, shared by all
/// threads under a lock.
///
/// A hand goes round over the values (the CLOCK algorithm): it takes away what has expired, and when
/// room is wanted also what was not used since it last came by.
final class MemoryStore: Sendable {
    /// Bytes that a value takes besides its own and its key's: the objects' headers, its slot, its
    /// place in a dictionary that may be half empty, and what `malloc` rounds up.
    static let overhead = 320
    /// Values larger than this part of all are not kept, so that one does not drive out the rest.
    private static let largestPart = 8
    /// Slots that the hand looks at with each use.
    private static let stride = 4
    /// Prefixes whose generations are remembered; past that everything is invalidated instead.
    private static let mostPrefixes = 1_000

    fileprivate struct Slot {
        let key: String
        let value: [UInt8]
        let stamp: String
        /// Milliseconds of the monotonic clock.
        let expiry: Int
        var wasUsed = false

        var cost: Int { key.utf8.count + value.count + stamp.utf8.count + MemoryStore.overhead }
    }

    fileprivate struct State {
        var slots: [Slot?] = []
        var holes: [Int] = []
        var places: [String: Int] = [:]
        var bytes = 0
        var hand = 0
        /// Counts invalidations; each prefix has the number of its last one.
        var generation = 0
        var generations: [CachePrefix: Int] = [:]
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Creates an empty store.
    /// - Parameter limit: bytes at the most, with all overhead.
    init(limit: Int) { self.limit = limit }

    /// Looks a value up.
    /// - Returns: the value if there is one that is good, and the stamp under which a new one is put.
    func look(_ key: CacheKey, _ now: Int) -> (found: Found?, stamp: String) {
        state.withLock { state in
            state.sweep(Self.stride, now)
            let stamp = state.stamp(key)
            guard let place = state.places[key.text], let slot = state.slots[place] else {
                return (nil, stamp)
            }
            guard slot.expiry > now, slot.stamp == stamp else {
                state.remove(place)
                return (nil, stamp)
            }
            state.slots[place]?.wasUsed = true
            return (Found(value: slot.value, remaining: slot.expiry - now), stamp)
        }
    }

    /// Keeps a value that was made under a stamp, unless that is out of date by now.
    func put(_ key: CacheKey, _ value: [UInt8], _ stamp: String, _ now: Int) {
        let slot = Slot(key: key.text, value: value, stamp: stamp, expiry: now + key.lifetime)
        guard slot.cost <= limit / Self.largestPart else { return }
        state.withLock { state in
            if let place = state.places[key.text] { state.remove(place) }
            guard state.stamp(key) == stamp else { return }
            state.sweep(Self.stride, now)
            while state.bytes + slot.cost > limit { state.turn(now, isEvicting: true) }
            state.insert(slot)
        }
    }

    /// Puts all that is kept under prefixes out of date.
    func invalidate(_ prefixes: [CachePrefix]) {
        state.withLock { state in
            state.generation += 1
            if state.generations.count + prefixes.count > Self.mostPrefixes {
                state.generations = [.everything: state.generation]
            }
            for prefix in prefixes { state.generations[prefix] = state.generation }
        }
    }

    /// Gives all memory back.
    func clear() {
        state.withLock { state in
            let (generation, generations) = (state.generation, state.generations)
            state = State()
            (state.generation, state.generations) = (generation, generations)
        }
    }

    /// How many values there are, and the bytes they take.
    var size: (entries: Int, bytes: Int) { state.withLock { ($0.places.count, $0.bytes) } }
}

extension MemoryStore.State {
    func stamp(_ key: CacheKey) -> String {
        key.prefixes.map { String(generations[$0] ?? 0) }.joined(separator: ".")
    }

    mutating func insert(_ slot: MemoryStore.Slot) {
        let place = holes.popLast() ?? slots.count
        if place == slots.count { slots.append(slot) } else { slots[place] = slot }
        places[slot.key] = place
        bytes += slot.cost
    }

    mutating func remove(_ place: Int) {
        guard let slot = slots[place] else { return }
        slots[place] = nil
        holes.append(place)
        places[slot.key] = nil
        bytes -= slot.cost
    }

    mutating func sweep(_ steps: Int, _ now: Int) {
        for _ in 0..<min(steps, slots.count) { turn(now, isEvicting: false) }
    }

    /// Moves the hand on by one slot. There must be one.
    mutating func turn(_ now: Int, isEvicting: Bool) {
        hand = hand + 1 < slots.count ? hand + 1 : 0
        guard let slot = slots[hand] else { return }
        if slot.expiry <= now || (isEvicting && !slot.wasUsed) {
            remove(hand)
        } else if isEvicting {
            slots[hand]?.wasUsed = false
        }
    }
}

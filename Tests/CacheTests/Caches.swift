import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Cache

@Suite("Caches")
struct Caches {
    private func cache(_ redis: String = "", wait: Int = 2_000) -> Cache {
        Cache(
            CacheLimits(
                redis: redis, redisMilliseconds: 500, pauseMilliseconds: 50, bytes: 1_000_000,
                waitMilliseconds: wait))
    }

    private let key = CacheKey(["list", "1"], lifetime: 60)

    /// Runs a body on several threads at once, and waits for all.
    private func crowd(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        final class Box {
            let run: () -> Void
            init(_ run: @escaping () -> Void) { self.run = run }
        }
        let threads = (0..<count).map { index in
            var thread = pthread_t()
            let box = Unmanaged.passRetained(Box { body(index) }).toOpaque()
            pthread_create(
                &thread, nil,
                {
                    Unmanaged<Box>.fromOpaque($0!).takeRetainedValue().run()
                    return nil
                }, box)
            return thread
        }
        for thread in threads { pthread_join(thread, nil) }
    }

    /// The value, made if need be.
    private static func get(
        _ cache: Cache, _ key: CacheKey, make: () -> [UInt8]?
    ) -> [UInt8]? {
        switch cache.find(key) {
        case .hit(let found): return found.value
        case .alone: return make()
        case .fill(let filling, _):
            let made = make()
            cache.complete(filling, with: made)
            return made
        }
    }

    @Test("Many who miss at once make a value once, be they of one process or of two")
    func oneFiller() {
        let redis = Redis()
        for caches in [[cache()], [cache(redis.path), cache(redis.path)]] {
            let makings = Atomic(0)
            let served = Atomic(0)
            crowd(24) { [key] index in
                let value = Self.get(caches[index % caches.count], key) {
                    makings.add(1, ordering: .relaxed)
                    usleep(50_000)
                    return [42]
                }
                if value == [42] { served.add(1, ordering: .relaxed) }
            }
            #expect(makings.load(ordering: .relaxed) == 1)
            #expect(served.load(ordering: .relaxed) == 24)
        }
    }

    @Test("Who has waited long enough makes the value alone")
    func boundedWaiting() {
        let cache = cache(wait: 50)
        guard case .fill(let filling, nil) = cache.find(key) else {
            Issue.record("nobody else makes it")
            return
        }
        guard case .alone = cache.find(key) else {
            Issue.record("it is being made")
            return
        }
        cache.complete(filling, with: [1])
        #expect(Self.get(cache, key) { nil } == [1])
    }

    @Test("A maker that fails leaves the value to the next one")
    func failure() {
        let redis = Redis()
        for cache in [cache(), cache(redis.path)] {
            #expect(Self.get(cache, key) { nil } == nil)
            #expect(Self.get(cache, key) { [1] } == [1])
            #expect(Self.get(cache, key) { [2] } == [1])
        }
    }

    @Test("What one process invalidates, no other finds, nor keeps what it began before")
    func invalidation() {
        let redis = Redis()
        let (one, other) = (cache(redis.path), cache(redis.path))
        #expect(Self.get(one, key) { [1] } == [1])
        other.invalidate([CachePrefix("list")])
        guard case .fill(let filling, nil) = one.find(key) else {
            Issue.record("it is out of date")
            return
        }
        other.invalidate([CachePrefix("list")])
        one.complete(filling, with: [2])
        #expect(Self.get(other, key) { [3] } == [3])
        other.invalidate([CachePrefix("else")])
        #expect(Self.get(one, key) { [4] } == [3])
        one.invalidate([.everything])
        #expect(Self.get(other, key) { [5] } == [5])
    }

    @Test("A value near its end is made anew by one, while others get the old one")
    func refreshing() {
        let redis = Redis()
        let short = CacheKey(["list", "short"], lifetime: 1)
        for cache in [cache(), cache(redis.path)] {
            #expect(Self.get(cache, short) { [1] } == [1])
            var filling: Cache.Filling?
            while filling == nil {
                switch cache.find(short) {
                case .hit: usleep(2_000)
                case .fill(let begun, let old):
                    #expect(old?.value == [1])
                    filling = begun
                case .alone: break
                }
            }
            for _ in 0..<3 { #expect(Self.get(cache, short) { nil } == [1]) }
            cache.complete(filling!, with: [2])
            #expect(Self.get(cache, short) { nil } == [2])
        }
    }

    @Test("Without Redis memory stands in; when it is back, what was invalidated meanwhile is gone")
    func away() {
        let path: String
        var redis: Redis? = Redis()
        path = redis!.path
        let (one, other) = (cache(path), cache(path))
        #expect(Self.get(one, key) { [1] } == [1])
        #expect(one.statistics.kind == .redis && one.statistics.breaker == .closed)
        redis = nil
        #expect(Self.get(one, key) { [2] } == [2])
        #expect(Self.get(one, key) { [3] } == [2])
        #expect(Self.get(other, key) { [4] } == [4], "each process has a memory of its own")
        #expect(one.statistics.kind == .memory && one.statistics.entries == 1)
        one.invalidate([CachePrefix("list")])
        #expect(Self.get(one, key) { [5] } == [5])
        for _ in 0..<5 { _ = Self.get(one, key) { nil } }
        #expect(one.statistics.breaker == .open)
    }

    @Test("What is kept takes room, which is told")
    func room() {
        let cache = cache()
        _ = Self.get(cache, key) { [1] }
        let statistics = cache.statistics
        #expect(statistics.bytes > 0 && statistics.entries == 1)
    }

    @Test("Any bytes come back from Redis as they were")
    func bytes() {
        let redis = Redis()
        let cache = cache(redis.path)
        for count in [0, 1, 255, 70_000] {
            let value = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let key = CacheKey(["bytes", "\(count)\r\n\0 ü"], lifetime: 9)
            #expect(Self.get(cache, key) { value } == value)
            #expect(Self.get(cache, key) { nil } == value)
        }
    }
}

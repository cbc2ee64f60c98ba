import Testing

@testable import Cache

@Suite("The cache in memory")
struct MemoryStores {
    private func key(_ name: String, seconds: Int = 10) -> CacheKey {
        CacheKey(["list", name], lifetime: seconds)
    }

    private func bytes(_ count: Int, _ byte: UInt8 = 7) -> [UInt8] {
        [UInt8](repeating: byte, count: count)
    }

    private func put(_ store: MemoryStore, _ key: CacheKey, _ value: [UInt8], at now: Int = 0) {
        store.put(key, value, store.look(key, now).stamp, now)
    }

    @Test("What was put is found until its life is over")
    func expiry() {
        let store = MemoryStore(limit: 100_000)
        put(store, key("a"), [1, 2, 3])
        #expect(store.look(key("a"), 9_999).found?.value == [1, 2, 3])
        #expect(store.look(key("a"), 9_000).found?.remaining == 1_000)
        #expect(store.look(key("a"), 10_000).found == nil)
        #expect(store.look(key("b"), 0).found == nil)
        #expect(store.size == (0, 0))
    }

    @Test("A new value takes the place of the old one, and its bytes")
    func replacing() {
        let store = MemoryStore(limit: 100_000)
        for count in [100, 5_000, 10] { put(store, key("a"), bytes(count)) }
        #expect(store.look(key("a"), 0).found?.value.count == 10)
        #expect(store.size.entries == 1)
        #expect(store.size.bytes < 10 + MemoryStore.overhead + 50)
    }

    @Test("However many keys there are, the bytes stay within the limit")
    func bounds() {
        let store = MemoryStore(limit: 50_000)
        for number in 0..<20_000 {
            put(store, key(String(number)), bytes(number % 3_000))
            #expect(store.size.bytes <= 50_000)
        }
        #expect(store.size.entries > 10)
    }

    @Test("What is used stays when others have to go")
    func eviction() {
        let store = MemoryStore(limit: 50_000)
        put(store, key("used"), bytes(100))
        for number in 0..<2_000 {
            put(store, key(String(number)), bytes(100))
            #expect(store.look(key("used"), 0).found != nil)
        }
        #expect(store.look(key("0"), 0).found == nil)
    }

    @Test("What has expired is swept while others are used")
    func sweeping() {
        let store = MemoryStore(limit: 100_000)
        for number in 0..<100 { put(store, key(String(number), seconds: 1), bytes(10)) }
        put(store, key("long", seconds: 100), bytes(10))
        for _ in 0..<100 { _ = store.look(key("long", seconds: 100), 2_000) }
        #expect(store.size.entries == 1)
    }

    @Test("One value may not drive out all others")
    func large() {
        let store = MemoryStore(limit: 50_000)
        put(store, key("small"), bytes(100))
        put(store, key("large"), bytes(20_000))
        #expect(store.look(key("large"), 0).found == nil)
        #expect(store.look(key("small"), 0).found != nil)
    }

    @Test("A limit of nothing keeps nothing")
    func nothing() {
        let store = MemoryStore(limit: 0)
        put(store, key("a"), [])
        #expect(store.size == (0, 0))
    }

    @Test("Invalidation takes away what lies under the prefix, and nothing else")
    func invalidation() {
        let store = MemoryStore(limit: 100_000)
        let other = CacheKey(["other"], lifetime: 10)
        put(store, key("a"), [1])
        put(store, other, [2])
        store.invalidate([CachePrefix("list")])
        #expect(store.look(key("a"), 0).found == nil)
        #expect(store.look(other, 0).found?.value == [2])
        store.invalidate([.everything])
        #expect(store.look(other, 0).found == nil)
    }

    @Test("What was begun before an invalidation is not kept after it")
    func late() {
        let store = MemoryStore(limit: 100_000)
        let stamp = store.look(key("a"), 0).stamp
        store.invalidate([CachePrefix("list")])
        store.put(key("a"), [1], stamp, 0)
        #expect(store.look(key("a"), 0).found == nil)
        put(store, key("a"), [2])
        #expect(store.look(key("a"), 0).found?.value == [2])
    }

    @Test("Any number of prefixes may be invalidated, and none is forgotten")
    func manyPrefixes() {
        let store = MemoryStore(limit: 100_000)
        let key = CacheKey(["a"], lifetime: 10, outdatedBy: [CachePrefix("user", "3")])
        let stamp = store.look(key, 0).stamp
        for number in 0..<5_000 { store.invalidate([CachePrefix("user", String(number))]) }
        store.put(key, [1], stamp, 0)
        #expect(store.look(key, 0).found == nil)
    }
}

import Testing

@testable import Cache

@Suite("Cache keys")
struct Keys {
    @Test("A key is its parts between colons")
    func parts() {
        let key = CacheKey(["recent", "general", "2", "20", ""], lifetime: 30)
        #expect(key.text == "recent:general:2:20:")
        #expect(key.lifetime == 30_000)
    }

    @Test("A part with a colon or a percent sign passes for no other part")
    func escapes() {
        let keys = [
            ["a", "b:c", "d"], ["a", "b", "c:d"], ["a", "b", "c", "d"], ["a", "b%3Ac", "d"],
        ]
        let texts = Set(keys.map { CacheKey($0, lifetime: 1).text })
        #expect(texts.count == keys.count)
        #expect(CacheKey(["a", "b:c%"], lifetime: 1).text == "a:b%3Ac%25")
    }

    @Test("A key lies under everything, under its first part, and under what it names besides")
    func prefixes() {
        let key = CacheKey(["recent", "", "1"], lifetime: 1, outdatedBy: [.init("member", "7")])
        #expect(key.prefixes.map(\.text) == ["", "recent:", "member:7:"])
    }
}

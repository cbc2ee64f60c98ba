import Testing

@testable import Security

@Suite("Keys and their change")
struct KeyRings {
    private static let old = [UInt8](repeating: 1, count: 32)
    private static let new = Array("0123456789abcdef0123456789abcdef".utf8)
    private let before: KeyRing
    private let between: KeyRing
    private let after: KeyRing

    init() throws {
        Sodium.initialise()
        before = try #require(KeyRing(current: Self.old))
        between = try #require(KeyRing(current: Self.new, previous: Self.old))
        after = try #require(KeyRing(current: Self.new))
    }

    @Test("A ring holds keys of at least 32 bytes")
    func lengths() {
        let short = Array(Self.new.dropLast())
        #expect(KeyRing(current: short) == nil)
        #expect(KeyRing(current: []) == nil)
        #expect(KeyRing(current: Self.new, previous: short) == nil)
        #expect(KeyRing(current: Self.new, previous: []) == nil)
        #expect(KeyRing(current: Self.new + Self.new + Self.new) != nil)
    }

    @Test("A key's id is eight characters that depend on all of the key")
    func ids() {
        var ids: Set<String> = []
        for place in Self.new.indices {
            var key = Self.new
            key[place] ^= 1
            ids.insert(Key(key)!.id)
        }
        #expect(ids.count == 32)
        #expect(ids.allSatisfy { $0.utf8.count == 8 })
        #expect(Key(Self.new)!.id == Key(Self.new)!.id)
    }

    @Test("Every purpose has a key of its own, which is HMAC-SHA-256 of the purpose")
    func derivation() {
        let key = Key(Self.new)!
        let derived = [key.signing, key.succession, key.digestion, key.sealing]
        #expect(Set(derived).count == 4 && derived.allSatisfy { $0.count == 32 })
        #expect(
            key.succession == HMAC.sha256(Array("guildhall refresh token".utf8), key: Self.new))
    }

    // MARK: Access tokens

    private static let token = AccessToken(
        user: 42, role: "admin", session: "6f1c9c1e-3b1d-4c58-9a8e-0a4f5b6c7d8e", expiry: 2_000)

    @Test("A change of keys keeps the tokens of the previous key, and its removal ends them")
    func rotation() {
        let old = TokenSigner(before).sign(Self.token)
        let new = TokenSigner(between).sign(Self.token)
        #expect(TokenSigner(between).verify(old, now: 0) == Self.token)
        #expect(TokenSigner(between).verify(new, now: 0) == Self.token)
        #expect(TokenSigner(after).verify(new, now: 0) == Self.token)
        #expect(TokenSigner(after).verify(old, now: 0) == nil)
        #expect(TokenSigner(before).verify(new, now: 0) == nil)
        #expect(TokenSigner(after).sign(Self.token) == new)
    }

    @Test("A token that names one key and was signed with another one is refused")
    func exchangedKeys() {
        func token(naming id: String, signedWith key: [UInt8]) -> String {
            let claims = TokenSigner(between).sign(Self.token).split(separator: ".")[1]
            let header = Sodium.base64URL(Array(#"{"alg":"HS256","kid":"\#(id)"}"#.utf8))
            let code = HMAC.sha256(Array("\(header).\(claims)".utf8), key: key)
            return "\(header).\(claims).\(Sodium.base64URL(code))"
        }
        let (old, new) = (Key(Self.old)!.id, Key(Self.new)!.id)
        let signer = TokenSigner(between)
        #expect(signer.verify(token(naming: old, signedWith: Self.old), now: 0) == Self.token)
        #expect(signer.verify(token(naming: new, signedWith: Self.new), now: 0) == Self.token)
        #expect(signer.verify(token(naming: old, signedWith: Self.new), now: 0) == nil)
        #expect(signer.verify(token(naming: new, signedWith: Self.old), now: 0) == nil)
    }

    // MARK: Refresh tokens and digests

    @Test("The token that follows another one is always the same, and first by the current key")
    func successors() {
        let token = Sodium.base64URL(Sodium.randomBytes(32))
        #expect(before.successors(of: token) == before.successors(of: token))
        #expect(
            between.successors(of: token)
                == after.successors(of: token) + before.successors(of: token))
        let derived = HMAC.sha256(Array("guildhall refresh token".utf8), key: Self.new)
        #expect(
            after.successors(of: token)
                == [Sodium.base64URL(HMAC.sha256(Array(token.utf8), key: derived))])
    }

    @Test("No two tokens have the same successor, nor does a line of them come back to one")
    func line() {
        var seen: Set<String> = []
        var token = "first"
        for _ in 0..<1_000 {
            token = after.successors(of: token)[0]
            #expect(token.utf8.count == 43)
            seen.insert(token)
            seen.insert(after.successors(of: token + "x")[0])
        }
        #expect(seen.count == 2_000)
    }

    @Test("A digest by the previous key is found among those by both")
    func digests() {
        let body = Array(#"{"seats":3}"#.utf8)
        #expect(between.digests(body) == [after.digests(body)[0], before.digests(body)[0]])
        #expect(between.digests(body)[0] == after.digests(body)[0])
        #expect(after.digests(body) == [after.digests(body)[0]])
        #expect(after.digests(body)[0].count == 32)
        #expect(after.digests(body)[0] != after.digests(body + [0])[0])
        #expect(after.digests([])[0] != before.digests([])[0])
    }

    @Test("A key that stands in both places counts once")
    func sameKey() throws {
        let ring = try #require(KeyRing(current: Self.new, previous: Self.new))
        #expect(ring.digests([1]) == [after.digests([1])[0]])
        #expect(ring.successors(of: "x").count == 1)
    }

    // MARK: Sealing

    @Test("What was sealed with the current key can be told from what was sealed with another")
    func sealedWithCurrent() {
        let sealed = before.seal([1, 2, 3])
        #expect(before.isSealedWithCurrent(sealed))
        #expect(!between.isSealedWithCurrent(sealed) && between.open(sealed) == [1, 2, 3])
        #expect(between.isSealedWithCurrent(between.seal([])))
        #expect(!between.isSealedWithCurrent([]))
    }

    @Test("What was sealed is opened, with either key and at every length")
    func sealing() {
        for count in Array(0...70) + [1_000, 100_000] {
            let bytes = Sodium.randomBytes(count)
            #expect(between.open(between.seal(bytes)) == bytes)
            #expect(between.open(before.seal(bytes)) == bytes)
            #expect(after.open(between.seal(bytes)) == bytes)
            #expect(after.open(before.seal(bytes)) == nil)
        }
    }

    @Test("The same bytes are sealed differently each time, and do not show")
    func unlike() {
        let bytes = [UInt8](repeating: 7, count: 64)
        let sealed = (0..<100).map { _ in after.seal(bytes) }
        #expect(Set(sealed).count == 100)
        #expect(sealed.allSatisfy { $0.count == 64 + 46 })
        #expect(sealed.allSatisfy { !$0.contains([7, 7, 7, 7]) })
    }

    @Test("What was sealed and then changed in any bit, cut or lengthened is not opened")
    func changed() {
        let sealed = between.seal(Array("secret".utf8))
        for place in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[place] ^= 1 << bit
                #expect(between.open(changed) == nil)
            }
        }
        for count in 0..<sealed.count { #expect(between.open(Array(sealed.prefix(count))) == nil) }
        #expect(between.open(sealed + [0]) == nil)
        #expect(between.open(Sodium.randomBytes(200)) == nil)
    }

    @Test("The name of the other key does not open what one key sealed")
    func exchangedName() {
        let sealed = before.seal([1, 2, 3])
        let name = Array(after.seal([]).prefix(Key.nameLength))
        #expect(between.open(name + Array(sealed.dropFirst(Key.nameLength))) == nil)
    }

    @Test("Nothing that describes a ring, or what holds it, shows a key")
    func hidden() {
        let signer = TokenSigner(between)
        var dumped = ""
        dump(signer, to: &dumped)
        dump(between, to: &dumped)
        let texts = [
            "\(between)", String(reflecting: between), "\(signer)", String(reflecting: signer),
            "\([between])", dumped,
        ]
        // As numbers, the keys' first bytes are "1, 1" and "48, 49".
        for text in texts { #expect(!text.contains("1, 1") && !text.contains("48"), "\(text)") }
        for text in texts { #expect(text.utf8.count < 200, "\(text)") }
        #expect(Mirror(reflecting: between).children.isEmpty)
    }
}

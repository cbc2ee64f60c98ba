import Testing

@testable import Security

@Suite("Digests, random bytes and base64url")
struct SodiumUses {
    init() { Sodium.initialise() }

    @Test("SHA-256 gives the digests of FIPS 180-4")
    func digests() {
        func digest(_ text: String) -> String {
            Sodium.sha256(Array(text.utf8))
                .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        #expect(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(
        "base64url has no padding and no characters that an address would escape",
        arguments: [
            ([], ""), ([0], "AA"), ([0xFF], "_w"), ([0xFB, 0xFF], "-_8"),
            ([102, 111, 111], "Zm9v"),
            ([102, 111, 111, 98], "Zm9vYg"), ([102, 111, 111, 98, 97], "Zm9vYmE"),
        ] as [([UInt8], String)])
    func base64URL(bytes: [UInt8], text: String) {
        #expect(Sodium.base64URL(bytes) == text)
        #expect(Sodium.bytes(base64URL: text) == bytes)
    }

    @Test(
        "Anything else is refused, so that no two texts mean the same bytes",
        arguments: [
            "A", "AAA=", "AA==", "+w", "/w", "AB", "Zm9v ", " Zm9v", "Zm 9v", "Zm9v\n", "é",
            "Zm9v\u{0}",
        ])
    func refuses(text: String) {
        #expect(Sodium.bytes(base64URL: text) == nil)
    }

    @Test("Bytes of every length come back")
    func lengths() {
        for count in 0...300 {
            let bytes = Sodium.randomBytes(count)
            #expect(bytes.count == count)
            #expect(Sodium.bytes(base64URL: Sodium.base64URL(bytes)) == bytes)
        }
    }

    @Test("Random bytes do not repeat")
    func random() {
        let drawn = (0..<1_000).map { _ in Sodium.randomBytes(16) }
        #expect(Set(drawn).count == 1_000)
    }
}

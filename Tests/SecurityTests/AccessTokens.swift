import JSON
import Testing

@testable import Security

@Suite("Access tokens")
struct AccessTokens {
    private static let key = Array("0123456789abcdef0123456789abcdef".utf8)
    private static let session = "6f1c9c1e-3b1d-4c58-9a8e-0a4f5b6c7d8e"
    private static let token = AccessToken(
        user: 42, role: "admin", session: session, expiry: 2_000)
    private let signer: TokenSigner

    init() throws {
        Sodium.initialise()
        signer = try #require(TokenSigner(key: Self.key))
    }

    /// A token of any header and claims with a signature that is right for this key.
    private func signed(header: String, claims: String, with key: [UInt8] = key) -> String {
        let content =
            Sodium.base64URL(Array(header.utf8)) + "." + Sodium.base64URL(Array(claims.utf8))
        return content + "." + Sodium.base64URL(HMAC.sha256(Array(content.utf8), key: key))
    }

    private static let kid = Key(key)!.id
    private static let header = #"{"alg":"HS256","kid":"\#(kid)","typ":"JWT"}"#
    private static let claims =
        #"{"iss":"guildhall","sub":"42","role":"admin","sid":"\#(session)","exp":2000}"#

    @Test("What was signed is verified and gives the same claims")
    func roundTrip() {
        for user in [0, 1, 42, Int64.max, -1] {
            for role in ["member", "moderator", "admin"] {
                let token = AccessToken(
                    user: user, role: role, session: Self.session, expiry: 2_000)
                #expect(signer.verify(signer.sign(token), now: 1_999) == token)
            }
        }
    }

    @Test("The signature is HMAC-SHA-256 as others compute it")
    func signature() {
        #expect(signer.sign(Self.token) == signed(header: Self.header, claims: Self.claims))
        // RFC 4231, test case 2: the test's own HMAC is right.
        let code = HMAC.sha256(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(
            code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(
        "A token ends at its second of expiry",
        arguments: [(1_999, true), (2_000, false), (2_001, false)])
    func expiry(now: Int64, isValid: Bool) {
        #expect((signer.verify(signer.sign(Self.token), now: now) != nil) == isValid)
    }

    @Test("A token of another key is refused")
    func otherKey() throws {
        for place in Self.key.indices {
            var key = Self.key
            key[place] ^= 1
            let other = try #require(TokenSigner(key: key))
            #expect(signer.verify(other.sign(Self.token), now: 0) == nil)
        }
    }

    @Test("A token in which any one character was changed is refused")
    func changedCharacters() {
        let text = Array(signer.sign(Self.token).utf8)
        for place in text.indices {
            for replacement in [UInt8(ascii: "A"), UInt8(ascii: "_"), UInt8(ascii: "."), 0x20] {
                var changed = text
                guard changed[place] != replacement else { continue }
                changed[place] = replacement
                #expect(signer.verify(String(decoding: changed, as: UTF8.self), now: 0) == nil)
            }
        }
    }

    @Test("Claims under the signature of other claims are refused")
    func exchangedClaims() {
        let other = AccessToken(user: 1, role: "member", session: Self.session, expiry: 2_000)
        let mine = signer.sign(other).split(separator: ".")
        let theirs = signer.sign(Self.token).split(separator: ".")
        #expect(signer.verify("\(mine[0]).\(theirs[1]).\(mine[2])", now: 0) == nil)
    }

    @Test(
        "A header that names any other algorithm is refused, though the signature is right",
        arguments: [
            #""alg":"none""#, #""alg":"None""#, #""alg":"HS384""#, #""alg":"HS512""#,
            #""alg":"RS256""#, #""alg":"ES256""#, #""alg":"hs256""#, #""alg":"""#, #""alg":null"#,
            #""alg":["HS256"]"#, #""typ":"JWT""#, #""alg":"HS256","alg":"none""#,
            #""alg":"HS256","crit":["exp"]"#, #""alg":"HS256","crit":[]"#,
            #""alg":"HS256","crit":null"#,
        ])
    func otherAlgorithms(members: String) {
        let header = #"{"kid":"\#(Self.kid)",\#(members)}"#
        #expect(signer.verify(signed(header: header, claims: Self.claims), now: 0) == nil)
    }

    @Test(
        "A header that is no object with a key's id is refused, though the signature is right",
        arguments: [
            "", "not JSON", "{}", "[]", #""HS256""#, #"{"alg":"HS256"}"#,
            #"{"alg":"HS256","kid":null}"#, #"{"alg":"HS256","kid":""}"#,
            #"{"alg":"HS256","kid":["KID"]}"#, #"{"alg":"HS256","kid":"AAAAAAAA"}"#,
            #"{"alg":"HS256","kid":"KID "}"#, #"{"alg":"HS256","kid":"KID","kid":"KID"}"#,
        ])
    func otherHeaders(header: String) {
        let header = header.replacing("KID", with: Self.kid)
        #expect(signer.verify(signed(header: header, claims: Self.claims), now: 0) == nil)
    }

    @Test("An unsigned token is refused", arguments: ["", "AA"])
    func unsigned(signature: String) {
        let header = Sodium.base64URL(Array(#"{"alg":"none"}"#.utf8))
        let claims = Sodium.base64URL(Array(Self.claims.utf8))
        #expect(signer.verify("\(header).\(claims).\(signature)", now: 0) == nil)
    }

    @Test("Members that are not known are let pass, as RFC 7519 wants")
    func moreMembers() {
        let token = signed(
            header: #"{"x5t":"1","kid":"\#(Self.kid)","alg":"HS256"}"#,
            claims: #"{"jti":"x","aud":[],"# + Self.claims.dropFirst())
        #expect(signer.verify(token, now: 0) == Self.token)
    }

    @Test(
        "Claims of another shape are refused",
        arguments: [
            (#""iss":"guildhall","#, ""), (#""guildhall""#, #""other""#),
            (#""sub":"42","#, ""), (#""42""#, "42"), (#""42""#, #""me""#),
            (#""42""#, #""9223372036854775808""#),
            (#""role":"admin","#, ""), (#""admin""#, #"["admin"]"#),
            (#""sid":"SESSION","#, ""), (#""SESSION""#, "null"), (#""SESSION""#, #""""#),
            (#""SESSION""#, #""SESSION0""#), (#"SESSION"#, "6f1c9c1e3b1d4c589a8e0a4f5b6c7d8e"),
            (#"SESSION"#, "6f1c9c1e-3b1d-4c58-9a8e-0a4f5b6c7d8g"),
            (#"SESSION"#, "6f1c9c1e-3b1d4c58-9a8e-0a4f-5b6c7d8e"),
            (#","exp":2000"#, ""), ("2000", #""2000""#), ("2000", "1e30"), ("2000", "2000.5"),
            ("2000", "-1"), ("{", "["), ("}", ""),
        ])
    func otherClaims(part: String, replacement: String) {
        let part = part.replacing("SESSION", with: Self.session)
        let claims = Self.claims.replacing(
            part, with: replacement.replacing("SESSION", with: Self.session))
        #expect(claims != Self.claims)
        #expect(signer.verify(signed(header: Self.header, claims: claims), now: 0) == nil)
    }

    @Test("A token has three parts, no fewer and no more")
    func parts() {
        let text = signer.sign(Self.token)
        let parts = text.split(separator: ".")
        let wrong = [
            "", ".", "..", "...", String(parts[0]), "\(parts[0]).\(parts[1])", text + ".",
            "." + text,
            text + "." + parts[2], "\(parts[0])..\(parts[2])", text + "=", text + " ", "\n" + text,
        ]
        for text in wrong { #expect(signer.verify(text, now: 0) == nil, "\(text)") }
    }

    @Test("A token longer than the limit is not looked at, and one just as long is")
    func length() {
        func token(padding: Int) -> String {
            let claims =
                Self.claims.dropLast() + #","pad":""# + String(repeating: "x", count: padding)
                + "\"}"
            return signed(header: Self.header, claims: String(claims))
        }
        let fitting = (2_700...3_000).last {
            token(padding: $0).utf8.count <= TokenSigner.longestToken
        }!
        #expect(signer.verify(token(padding: fitting), now: 0) != nil)
        #expect(signer.verify(token(padding: fitting + 1), now: 0) == nil)
        #expect(signer.verify(String(repeating: "a.", count: 1_000_000), now: 0) == nil)
    }

    @Test("Random texts are refused and end nothing")
    func randomTexts() {
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...80)).map { _ in UInt8.random(in: 32...126) }
            #expect(signer.verify(String(decoding: bytes, as: UTF8.self), now: 0) == nil)
        }
    }

    @Test("A key shorter than 32 bytes is refused")
    func shortKeys() {
        #expect(TokenSigner(key: []) == nil)
        #expect(TokenSigner(key: Array(Self.key.dropLast())) == nil)
        #expect(TokenSigner(key: Self.key + Self.key + Self.key) != nil)
    }
}

/// HMAC written from its definition (RFC 2104), for keys of at most a block.
enum HMAC {
    static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        let key = key + [UInt8](repeating: 0, count: 64 - key.count)
        return Sodium.sha256(key.map { $0 ^ 0x5C } + Sodium.sha256(key.map { $0 ^ 0x36 } + message))
    }
}

import Testing

@testable import Security

@Suite("Passwords")
struct Passwords {
    private static func fault(_ text: String) -> Password.Fault? {
        do { _ = try Password(text) } catch { return error }
        return nil
    }

    @Test(
        "A password that is long enough and not common is taken as it is",
        arguments: [
            "correct horse battery staple", "8 bytes!", "éééé", "😀😀", "        ", "pass\nword",
            "password\u{301}", String(repeating: "x", count: 1_024),
            String(repeating: "é", count: 512),
        ])
    func taken(text: String) throws {
        let password = try Password(text)
        #expect(Array(password.text.utf8) == Array(Password(attempt: text)!.text.utf8))
    }

    @Test(
        "The length is counted in bytes of UTF-8",
        arguments: [
            ("", .tooShort), ("7 bytes", .tooShort), ("ééé", .tooShort), ("éééx", .tooShort),
            (String(repeating: "x", count: 1_025), .tooLong),
            (String(repeating: "é", count: 513), .tooLong),
            (String(repeating: "\u{301}", count: 100_000), .tooLong),
        ] as [(String, Password.Fault)])
    func lengths(text: String, fault: Password.Fault) {
        #expect(Self.fault(text) == fault)
    }

    @Test(
        "The same characters are the same password, however a keyboard composes them",
        arguments: [
            ("Ame\u{301}lie 1", "Amélie 1"), ("A\u{30A}ngstro\u{308}m", "\u{212B}ngström"),
            ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", "한글"),
            ("q\u{307}\u{323}uestion", "q\u{323}\u{307}uestion"),
        ])
    func normalised(typed: String, stored: String) throws {
        let expected = Array(try #require(Password(attempt: stored)).text.utf8)
        #expect(Array(try #require(Password(attempt: typed)).text.utf8) == expected)
    }

    @Test("Normalisation is to form C, and the length is that of the result")
    func formC() throws {
        #expect(Array(Password(attempt: "e\u{301}")!.text.utf8) == [0xC3, 0xA9])
        #expect(Array(Password(attempt: "\u{212B}")!.text.utf8) == [0xC3, 0x85])
        #expect(Array(Password(attempt: "ﬁ²")!.text.utf8) == Array("ﬁ²".utf8))
        // 1,536 bytes as typed.
        #expect(try Password(String(repeating: "e\u{301}", count: 512)).text.utf8.count == 1_024)
        #expect(Self.fault("e\u{301}e\u{301}e\u{301}") == .tooShort)
        // Each is three times as long in form C (Unicode annex 15, table of expansion factors).
        #expect(Self.fault(String(repeating: "\u{1D160}", count: 256)) == .tooLong)
    }

    @Test(
        "One of the commonest passwords is refused in small and in capital letters",
        arguments: ["password", "PASSWORD", "PassWord1", "12345678", "Iloveyou", "QWERTYUIOP"])
    func common(text: String) {
        #expect(Self.fault(text) == .tooCommon)
        #expect(Self.fault(text + " ") == nil)
        #expect(Password(attempt: text)?.text == text)
    }

    @Test("All commonest passwords would be taken if they were not common")
    func list() {
        #expect(CommonPasswords.all.count >= 100)
        #expect(Set(CommonPasswords.all).count == CommonPasswords.all.count)
        for text in CommonPasswords.all {
            #expect(Self.fault(text) == .tooCommon)
            #expect(text == text.lowercased() && text.utf8.count >= Password.shortest)
        }
    }

    @Test("A password holds no NUL", arguments: ["\0password", "pass\0word", "password\0"])
    func nul(text: String) {
        #expect(Self.fault(text) == .holdsNUL)
    }

    @Test(
        "An attempt may be anything that is not too long",
        arguments: ["", "x", "password", "pass\0word", String(repeating: "x", count: 1_024)])
    func attempts(text: String) {
        #expect(Password(attempt: text)?.text == text)
    }

    @Test("An attempt that is longer than any password is none")
    func longAttempts() {
        #expect(Password(attempt: String(repeating: "x", count: 1_025)) == nil)
        #expect(Password(attempt: String(repeating: "e\u{301}", count: 513)) == nil)
    }

    @Test("Nothing that describes a password shows it")
    func hidden() throws {
        struct Holder {
            let password: Password
            let optional: Password?
        }
        let password = try Password("xyzzy plugh")
        let holder = Holder(password: password, optional: password)
        var dumped = ""
        dump(holder, to: &dumped)
        let texts = [
            "\(password)", "\(holder)", password.description, String(reflecting: password),
            String(reflecting: holder), "\([password])", dumped,
        ]
        for text in texts { #expect(!text.contains("xyzzy"), "\(text)") }
        #expect(Mirror(reflecting: password).children.isEmpty)
    }
}

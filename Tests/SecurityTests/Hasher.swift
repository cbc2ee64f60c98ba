import Glibc
import TestSupport
import Testing

@testable import Security

@Suite("The hasher")
struct Hasher {
    /// The program as it was built beside the tests.
    private static let program = "\(BuildDirectory.path)/guildhall-hasher"
    private let hasher = HasherProgram(path: program)

    init() { Sodium.initialise() }

    @Test("A password is verified against its own hash and no other's")
    func roundTrip() throws {
        let hash = try hasher.make("correct horse battery staple")
        #expect(try hasher.check("correct horse battery staple", against: hash) == .right)
        #expect(try hasher.check("correct horse battery stapl", against: hash) == .wrong)
        #expect(try hasher.check("correct horse battery staple ", against: hash) == .wrong)
        #expect(try hasher.check("Correct horse battery staple", against: hash) == .wrong)
        #expect(try hasher.check("", against: hash) == .wrong)
    }

    @Test("A hash is Argon2id's with the parameters that the constants say")
    func parameters() throws {
        let hash = try hasher.make("password")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(hash.split(separator: "$").count == 5)
        #expect(!hash.contains("\n"))
    }

    @Test("The same password has another hash each time")
    func salts() throws {
        #expect(try hasher.make("password") != hasher.make("password"))
    }

    @Test(
        "Every password that a person can type keeps all its bytes",
        arguments: ["", "\n", "a\nb", "é€😀", "\"'\\", " ", String(repeating: "x", count: 1_000)])
    func unusualPasswords(password: String) throws {
        let hash = try hasher.make(password)
        #expect(try hasher.check(password, against: hash) == .right)
        #expect(try hasher.check(password + "x", against: hash) == .wrong)
        #expect(try hasher.check(String(password.dropLast()) + "?", against: hash) == .wrong)
    }

    @Test("The program and the library agree")
    func agreement() throws {
        let hash = try hasher.make("password")
        #expect(PasswordHash.verify(Array("password".utf8), against: hash))
        #expect(!PasswordHash.verify(Array("passwore".utf8), against: hash))
    }

    @Test(
        "The right password for a hash with other parameters than today's is right but outdated",
        arguments: [
            (1, PasswordHash.memory), (PasswordHash.passes, PasswordHash.memory / 2), (1, 8_192),
        ] as [(UInt64, Int)])
    func outdated(passes: UInt64, memory: Int) throws {
        let made = PasswordHash.make(Array("password".utf8), passes: passes, memory: memory)
        let hash = try #require(made)
        #expect(try hasher.check("password", against: hash) == .rightButOutdated)
        #expect(try hasher.check("passwore", against: hash) == .wrong)
        let fresh = try hasher.make("password")
        #expect(try hasher.check("password", against: fresh) == .right)
    }

    @Test("A hash of the algorithm before Argon2id is right but outdated")
    func otherAlgorithm() throws {
        // Made by libsodium's crypto_pwhash_str_alg with crypto_pwhash_ALG_ARGON2I13.
        let hash =
            "$argon2i$v=19$m=19456,t=3,p=1$XcirAAe2pQ/754RpbIJ0xw$Wtvr8sdNA7yi9xgunJjikwHl+Ovap2PhfS3xcYPrcVk"
        #expect(try hasher.check("password", against: hash) == .rightButOutdated)
        #expect(try hasher.check("passwore", against: hash) == .wrong)
    }

    @Test(
        "A text that is no hash matches no password",
        arguments: ["", "password", "$argon2id$v=19$", "*"])
    func noHash(hash: String) throws {
        #expect(try hasher.check("password", against: hash) == .wrong)
    }

    @Test("Input that the program cannot take whole is a failure, not a hash of its beginning")
    func tooLong() {
        #expect(throws: HasherProgram.Failure.self) {
            try hasher.make(String(repeating: "x", count: 10_000))
        }
    }

    @Test("A program that is not there is a failure")
    func missingProgram() {
        let hasher = HasherProgram(path: "/nonexistent/hasher")
        let failure = #expect(throws: HasherProgram.Failure.self) { try hasher.make("password") }
        #expect(failure?.detail.contains("/nonexistent/hasher") == true)
        #expect(throws: HasherProgram.Failure.self) { try hasher.check("password", against: "") }
    }

    @Test(
        "A program that ends in an unknown way is a failure, not a wrong password",
        arguments: ["exit 4", "kill -9 $$"])
    func otherEndings(command: String) throws {
        let directory = TemporaryDirectory()
        let path = directory.file("hasher")
        try #require(TemporaryDirectory.write("#!/bin/sh\n\(command)\n", to: path, mode: 0o700))
        #expect(throws: HasherProgram.Failure.self) {
            try HasherProgram(path: path).check("password", against: "hash")
        }
        withExtendedLifetime(directory) {}
    }

    @Test("A program that ends well and says nothing has made no hash")
    func silentProgram() {
        #expect(throws: HasherProgram.Failure.self) {
            try HasherProgram(path: "/bin/true").make("password")
        }
    }

    @Test("The program refuses a call that it does not know", arguments: [[], ["mak"], ["verify"]])
    func unknownCalls(arguments: [String]) {
        #expect(Child.run([Self.program] + arguments, input: Array("no line end".utf8)).status == 2)
    }

    @Test("Sixteen passwords at once each get their own answer")
    func several() async throws {
        let hash = try hasher.make("0")
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask { [hasher] in
                    let verdict = try? hasher.check("\(number)", against: hash)
                    return verdict == (number == 0 ? .right : .wrong)
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

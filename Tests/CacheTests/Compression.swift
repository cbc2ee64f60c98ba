import TestSupport
import Testing

@testable import Cache

@Suite("Compression")
struct Compression {
    private func compress(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.withUnsafeBytes { Gzip.compress($0) }
    }

    @Test("gzip unpacks what was compressed", arguments: [1_024, 12_345, 300_000])
    func unpacking(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 700 + $0 % 5) }
        let compressed = try #require(compress(bytes))
        #expect(compressed.count * 4 <= count * 3)
        let (status, output) = Child.run(["gzip", "-dc"], input: compressed)
        #expect(status == 0 && output == bytes)
    }

    @Test("What is short or hardly gets shorter stays as it is")
    func notWorth() {
        #expect(compress(Array(repeating: 65, count: 1_023)) == nil)
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<5_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(compress(noise) == nil)
    }
}

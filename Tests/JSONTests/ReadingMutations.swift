import JSON
import Testing

@Suite("Reading mutated texts")
struct ReadingMutations {
    static let seeds = [
        #"{"venue_id":3,"guests":25,"notes":"caf\u00e9 é 😀 \ud83d\ude00","items":[{"item_id":1}]}"#,
        #"[1,-2,0,0.5,1e10,1E-3,-1.25e+2,9223372036854775807,1e99999,100e-2]"#,
        #" [ "a\"b\\c\/d\b\f\n\r\t" , "" , {} , [] , [[[[]]]] , {"a":{"b":{"c":[null]}}} ] "#,
        #"{"a":true,"b":false,"c":null,"\u0041":"x"}"#,
        #""plain""#,
    ].map { Array($0.utf8) }

    static let pieces =
        [
            "\"", "\\", "\\u", "\\ud83d", "\\ude00", "\\u0000", "0", "-", ".", "e", "1e5", ",", ":",
            "[",
            "]", "{", "}", " ", "\n", "true", "nul", "\u{0}", "\u{1F}", "\u{FEFF}", "é", "\"a\":1,",
        ].map { Array($0.utf8) } + [[0xC3], [0xA9], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xFF]]

    /// One to three changes to a seed: a byte replaced, a piece put in, bytes cut out or doubled.
    static func mutant(_ random: inout SplitMix64) -> [UInt8] {
        var bytes = seeds.randomElement(using: &random)!
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let length = min(Int.random(in: 1...8, using: &random), bytes.count - place)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where length > 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<place + length)
            case 2:
                let copy = Array(bytes[place..<place + length])
                bytes.insert(contentsOf: copy, at: Int.random(in: 0...bytes.count, using: &random))
            default:
                bytes.insert(contentsOf: pieces.randomElement(using: &random)!, at: place)
            }
        }
        return bytes
    }

    @Test("20,000 mutated texts are each refused within bounds or read the same when written again")
    func mutations() throws {
        var random = SplitMix64(state: 0x6A73_6F6E)
        var refusals: [JSONSyntaxError.Reason: Int] = [:]
        var accepted = 0
        for _ in 0..<20_000 {
            let bytes = Self.mutant(&random)
            do throws(JSONSyntaxError) {
                let value = try JSONReader().parse(bytes)
                accepted += 1
                let again = try JSONReader().parse(Array(value.text.utf8))
                if again != value { Issue.record("\(ReadingText(bytes)) reads otherwise again") }
            } catch {
                refusals[error.reason, default: 0] += 1
                if !(0...bytes.count).contains(error.offset) || error.line < 1 || error.column < 1 {
                    Issue.record("\(ReadingText(bytes)): \(error)")
                }
            }
        }
        // Mutants that were nearly all refused, or nearly all for one reason, would prove little.
        #expect(accepted > 2_000)
        #expect(refusals.count >= 10)
    }

    @Test("Random bytes are refused without harm")
    func noise() {
        var random = SplitMix64(state: 1)
        for length in 0..<2_000 {
            let bytes = (0..<length % 64).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = try? JSONReader().parse(bytes)
        }
    }
}

/// The SplitMix64 generator: the same numbers on every run, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

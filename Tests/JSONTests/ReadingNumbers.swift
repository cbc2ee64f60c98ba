import JSON
import Testing

@Suite("Reading numbers")
struct ReadingNumbers {
    static let integers: [(String, Int64?)] = [
        ("0", 0), ("-0", 0), ("0.0", 0), ("0e99999", 0), ("-0.000e-99999", 0), ("7", 7), ("-7", -7),
        ("1.0", 1), ("1.5", nil), ("1e0", 1), ("1e2", 100), ("1.25E+2", 125), ("1.25e1", nil),
        ("10e-1", 1), ("10e-2", nil), ("1200e-2", 12), ("0.001e3", 1), ("0.0010e4", 10),
        ("100000000000000000000000e-22", 10), ("1.00000000000000000000000000000", 1),
        ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", .max),
        ("9223372036854775808", nil), ("-9223372036854775808", .min),
        ("-9223372036854775809", nil), ("922337203685477580.7e1", .max),
        ("9223372036854775807.0", .max), ("9223372036854775807.1", nil),
        ("9223372036854775806.9", nil), ("92233720368547758070e-1", .max),
        ("1e18", 1_000_000_000_000_000_000), ("9e18", 9_000_000_000_000_000_000), ("1e19", nil),
        ("-1e19", nil), ("10e18", nil), ("0.1e19", 1_000_000_000_000_000_000), ("1e99999", nil),
        ("1e-99999", nil), ("1e9223372036854775807", nil), ("1e-9223372036854775808", nil),
        ("1e99999999999999999999999", nil), ("0.1e-99999999999999999999999", nil),
        ("1e0000000000000000000000002", 100), ("1.0000000000000000000000000000001", nil),
    ]

    @Test("A number is an integer exactly if it is integral and fits", arguments: integers)
    func int64(literal: String, value: Int64?) throws {
        #expect(try #require(JSONNumber(literal)).int64 == value)
    }

    static let doubles: [(String, Double?)] = [
        ("0", 0), ("1", 1), ("-1.5", -1.5), ("0.1", 0.1), ("1e2", 100), ("1E-2", 0.01),
        ("5e-324", .leastNonzeroMagnitude), ("2e-324", 0), ("1e-99999", 0),
        ("1.7976931348623157e308", .greatestFiniteMagnitude), ("1.7976931348623159e308", nil),
        ("1e99999", nil), ("-1e99999", nil), ("9007199254740993", 9_007_199_254_740_992),
        ("0.1000000000000000055511151231257827", 0.1),
    ]

    @Test("A number is the nearest double, if there is a finite one", arguments: doubles)
    func double(literal: String, value: Double?) throws {
        #expect(try #require(JSONNumber(literal)).double == value)
    }

    @Test("A negative zero keeps its sign as a double")
    func negativeZero() throws {
        #expect(try #require(JSONNumber("-0.0")?.double).sign == .minus)
    }

    @Test("A number keeps its text", arguments: ["-0", "1.50", "1E+05", "1e99999"])
    func literal(_ text: String) throws {
        let value = try JSONReader().parse(Array(" \(text) ".utf8))
        #expect(value == .number(text))
        #expect(JSONNumber(text)?.literal == text)
        #expect(JSONNumber(text)?.description == text)
    }

    @Test("Any number of digits can be held when the limit allows it")
    func manyDigits() throws {
        let digits = String(repeating: "9", count: 5_000)
        let number = try #require(JSONNumber("0." + digits))
        #expect(number.int64 == nil)
        #expect(number.double == 1)
    }

    @Test(
        "What is not exactly one number makes none",
        arguments: ["", " 1", "1 ", "01", "+1", "1.", "\"1\"", "null", "[1]", "1,2", "0x1", "NaN"])
    func notNumbers(_ text: String) {
        #expect(JSONNumber(text) == nil)
    }
}

import Testing

@testable import JSON

@Suite("Writing numbers")
struct WritingNumbers {
    /// The numbers at which the count of digits changes, and their neighbours.
    private static let boundaries: [Int64] = {
        var numbers: [Int64] = [.min, .min + 1, .max, .max - 1, 0]
        var power: Int64 = 1
        for _ in 0...18 {
            numbers += [power - 1, power, power + 1, 1 - power, -power, -power - 1]
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        return numbers
    }()

    private static func written(_ body: (inout Pen) -> Void) throws -> String {
        let sink = WritingSink(capacity: 64)
        try sink.output.write(atMost: 40, body)
        return sink.text
    }

    @Test("Integers have all their digits where the count of digits changes")
    func integers() throws {
        for number in Self.boundaries {
            #expect(try Self.written { $0.integer(number) } == String(number))
            #expect(try WritingSink.text { try $0.int(number) } == String(number))
        }
    }

    @Test("Integers of every size have their digits")
    func randomIntegers() throws {
        for _ in 0..<5_000 {
            let number = Int64.random(in: .min ... .max) >> Int64.random(in: 0...63)
            let text = try Self.written { $0.integer(number) }
            #expect(text == String(number))
        }
    }

    @Test(
        "Thousandths have three decimals and a whole part of any size",
        arguments: [
            (0, "0.000"), (7, "0.007"), (1_250, "1.250"), (-1, "-0.001"), (-12_034, "-12.034"),
            (Int.min, "-9223372036854775.808"),
        ])
    func thousandths(number: Int, text: String) throws {
        #expect(try WritingSink.text { try $0.thousandths(number) } == text)
    }

    @Test("No integer takes more room than the longest is said to take")
    func room() {
        let longest = Self.boundaries.map { String($0).utf8.count }.max()
        #expect(longest == Pen.longestInteger)
    }

    @Test(
        "Money has two decimals, and its sign stands before all digits",
        arguments: [
            (0, "0.00"), (1, "0.01"), (-1, "-0.01"), (9, "0.09"), (10, "0.10"), (99, "0.99"),
            (-99, "-0.99"), (100, "1.00"), (101, "1.01"), (12_000, "120.00"), (-12_345, "-123.45"),
            (.max, "92233720368547758.07"), (.min, "-92233720368547758.08"),
        ] as [(Int64, String)])
    func money(minorUnits: Int64, text: String) throws {
        #expect(try Self.written { $0.hundredths(minorUnits) } == text)
    }

    @Test("Two digits are two digits from 00 to 99")
    func twoDigits() throws {
        for number in 0...99 {
            let text = try Self.written { $0.twoDigits(number) }
            #expect(text == (number < 10 ? "0" : "") + String(number))
        }
    }
}

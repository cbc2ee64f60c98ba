/// A JSON number as it was written (RFC 8259 section 6).
///
/// The text is kept because each reader of it wants another type, and because turning `1e99999`
/// into digits is how eight bytes from a client become a hundred thousand.
public struct JSONNumber: Equatable, Sendable, CustomStringConvertible {
    /// The number's text, which follows the grammar of RFC 8259.
    public let literal: String

    /// A number from its text; nil if that is not exactly one JSON number.
    public init?(_ literal: String) {
        let unbounded = JSONLimits(maximumBytes: .max, maximumNumberDigits: .max)
        let value = try? JSONReader(limits: unbounded).parse(Array(literal.utf8))
        guard case .number(let number)? = value, number.literal == literal
        else { return nil }
        self = number
    }

    /// A number whose text the parser has already checked.
    init(checked literal: String) {
        self.literal = literal
    }

    /// The text as it was written.
    public var description: String { literal }

    /// The number as an integer; nil if it is not integral or does not fit.
    ///
    /// Exact however it was written: `1.0`, `10e-1` and `1` are all 1, and no step passes through
    /// binary floating point, so 9007199254740993 keeps its last digit.
    public var int64: Int64? {
        let parts = literal.utf8.split(maxSplits: 1) { $0 | 0x20 == UInt8(ascii: "e") }
        guard let mantissa = Mantissa(parts[0]) else { return nil }
        if mantissa.significand == 0 { return 0 }
        let scale = mantissa.scale + (parts.count == 2 ? Self.exponent(parts[1]) : 0)
        // The significand ends in a digit other than zero, so a negative scale leaves a fraction,
        // and ten to the nineteenth is beyond Int64.
        guard (0...18).contains(scale) else { return nil }
        var value = mantissa.significand
        for _ in 0..<scale {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = product
        }
        return value
    }

    /// The nearest `Double`; nil if the number is beyond its range.
    ///
    /// A number too small to be told from zero is zero.
    public var double: Double? {
        guard let value = Double(literal), value.isFinite else { return nil }
        return value
    }

    /// An exponent, held to a span in which sums with digit counts cannot overflow.
    private static func exponent(_ text: Substring.UTF8View) -> Int {
        let bound = 1 << 40
        let value = Int(Substring(text)) ?? (text.first == UInt8(ascii: "-") ? -bound : bound)
        return min(max(value, -bound), bound)
    }
}

/// The part of a number before its exponent, as `significand` × 10 to the power of `scale`.
private struct Mantissa {
    /// With its sign, and without the zeros at its end.
    private(set) var significand: Int64 = 0
    private(set) var scale = 0

    /// Nil if the significand does not fit: then it has more digits than any Int64, and no exponent
    /// can make the number both integral and small enough.
    init?(_ text: Substring.UTF8View) {
        let negative = text.first == UInt8(ascii: "-")
        var zeros = 0
        var inFraction = false
        for byte in text where byte != UInt8(ascii: "-") {
            if byte == UInt8(ascii: ".") {
                inFraction = true
                continue
            }
            if inFraction { scale -= 1 }
            let digit = Int64(byte) - 48
            if digit == 0 {
                zeros += significand == 0 ? 0 : 1
                continue
            }
            for _ in 0..<(significand == 0 ? 0 : zeros + 1) {
                let (product, overflow) = significand.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                significand = product
            }
            zeros = 0
            let (sum, overflow) = significand.addingReportingOverflow(negative ? -digit : digit)
            if overflow { return nil }
            significand = sum
        }
        scale += zeros
    }
}

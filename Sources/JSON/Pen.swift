/// The place in an output's memory where the next byte goes.
///
/// It does not check for room: `Output.write(atMost:_:)` has made room for as many bytes as the
/// caller named, once for a whole row instead of once for each byte.
@frozen @safe
public struct Pen {
    @usableFromInline var next: UnsafeMutableRawPointer

    @inlinable
    init(at place: UnsafeMutableRawPointer) { unsafe next = unsafe place }

    /// Bytes that one escaped byte takes at the most: `\u001f`.
    public static let longestEscape = 6

    /// Bytes that an `Int64` takes at the most: a sign and 19 digits.
    public static let longestInteger = 20

    /// The room that so many bytes can need once they are escaped.
    @inlinable
    public static func room(forEscaped count: Int) -> Int { count * longestEscape + 8 }

    /// Writes one byte.
    @inlinable
    public mutating func byte(_ byte: UInt8) {
        unsafe next.storeBytes(of: byte, as: UInt8.self)
        unsafe next += 1
    }

    /// Writes bytes as they are.
    @inlinable
    public mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        unsafe next.copyMemory(from: start, byteCount: bytes.count)
        unsafe next += bytes.count
    }

    /// Writes a number in decimal digits.
    @inlinable
    public mutating func integer(_ number: Int64) {
        if number < 0 { byte(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var width = 1
        var bound: UInt64 = 10
        while width < 19, rest >= bound {
            width += 1
            bound *= 10
        }
        if width == 19, rest >= bound { width = 20 }
        var place = unsafe next + width
        unsafe next = unsafe place
        while true {
            let quotient = rest / 10
            unsafe place -= 1
            unsafe place.storeBytes(
                of: UInt8(truncatingIfNeeded: rest - quotient * 10) + 48, as: UInt8.self)
            rest = quotient
            if rest == 0 { break }
        }
    }

    /// Writes exactly two digits of a number from 0 to 99.
    @inlinable
    public mutating func twoDigits(_ number: Int) {
        let tens = (number &* 205) &>> 11
        byte(UInt8(truncatingIfNeeded: tens) &+ 48)
        byte(UInt8(truncatingIfNeeded: number &- tens &* 10) &+ 48)
    }

    /// Writes minor units of a currency with two decimals, such as `120.00`.
    @inlinable
    public mutating func hundredths(_ minorUnits: Int64) {
        if minorUnits < 0 { byte(UInt8(ascii: "-")) }
        let (whole, cents) = minorUnits.magnitude.quotientAndRemainder(dividingBy: 100)
        integer(Int64(truncatingIfNeeded: whole))
        byte(UInt8(ascii: "."))
        twoDigits(Int(truncatingIfNeeded: cents))
    }

    /// Writes UTF-8 with the escapes that RFC 8259, section 7, demands.
    ///
    /// Eight bytes are copied at a time for as long as none of them needs an escape, which is
    /// nearly always.
    @inlinable
    public mutating func escaped(_ bytes: UnsafeRawBufferPointer) {
        guard var source = bytes.baseAddress else { return }
        let end = unsafe source + bytes.count
        while unsafe source < end {
            while unsafe end - source >= 8 {
                let word = unsafe source.loadUnaligned(as: UInt64.self)
                unsafe next.storeBytes(of: word, as: UInt64.self)
                if Self.needsEscape(word) { break }
                unsafe source += 8
                unsafe next += 8
            }
            var left = unsafe min(8, end - source)
            while left > 0 {
                unsafe escape(source.load(as: UInt8.self))
                unsafe source += 1
                left -= 1
            }
        }
    }

    /// Whether any of eight bytes is a quotation mark, a reverse solidus or a control character.
    @inlinable
    static func needsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let solidus = word ^ (ones &* 0x5C)
        // (x - n) & ~x has a high bit set for the bytes of x that are below n; a zero byte is below
        // 1.
        let hits =
            ((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote)
            | ((solidus &- ones) & ~solidus)
        return hits & (ones &* 0x80) != 0
    }

    @inlinable
    mutating func escape(_ character: UInt8) {
        switch character {
        case 0x22, 0x5C:
            byte(0x5C)
            byte(character)
        case 0x20...: byte(character)
        default: control(character)
        }
    }

    @usableFromInline
    mutating func control(_ character: UInt8) {
        byte(UInt8(ascii: "\\"))
        switch character {
        case 0x08: byte(UInt8(ascii: "b"))
        case 0x09: byte(UInt8(ascii: "t"))
        case 0x0A: byte(UInt8(ascii: "n"))
        case 0x0C: byte(UInt8(ascii: "f"))
        case 0x0D: byte(UInt8(ascii: "r"))
        default:
            byte(UInt8(ascii: "u"))
            byte(UInt8(ascii: "0"))
            byte(UInt8(ascii: "0"))
            byte(character >> 4 + 48)
            let digit = character & 15
            byte(digit < 10 ? digit + 48 : digit + 87)
        }
    }
}

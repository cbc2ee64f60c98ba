// Strings: RFC 8259 section 7.

extension JSONParser {
    /// The string whose opening quotation mark is next.
    ///
    /// Each run of bytes between escapes is checked as UTF-8 before the byte that ended it is
    /// judged, so the fault that is reported is the first one.
    mutating func string(_ text: Span<UInt8>) throws(JSONSyntaxError) -> String {
        let start = offset
        offset += 1
        var result = ""
        while true {
            result += try plainRun(text)
            if result.utf8.count > limits.maximumStringBytes {
                throw fault(.stringTooLong, at: start, of: text)
            }
            switch try peek(text) {
            case UInt8(ascii: "\""):
                offset += 1
                return result
            case UInt8(ascii: "\\"):
                result.unicodeScalars.append(try escape(text))
            default:
                throw fault(.controlCharacter, at: offset, of: text)
            }
        }
    }

    /// The bytes up to the next quotation mark, backslash, control character or the end of the
    /// text.
    private mutating func plainRun(_ text: Span<UInt8>) throws(JSONSyntaxError) -> String {
        let start = offset
        while offset < text.count {
            let byte = text[offset]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            offset += 1
        }
        do {
            return String(copying: try UTF8Span(validating: text.extracting(start..<offset)))
        } catch {
            throw fault(.invalidUTF8, at: start + error.byteOffsets.lowerBound, of: text)
        }
    }

    /// The scalar that an escape writes; its backslash is next.
    private mutating func escape(_ text: Span<UInt8>) throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = offset
        guard start + 1 < text.count else { throw fault(.unexpectedEnd, at: text.count, of: text) }
        let scalar: Unicode.Scalar
        switch text[start + 1] {
        case UInt8(ascii: "\""): scalar = "\""
        case UInt8(ascii: "\\"): scalar = "\\"
        case UInt8(ascii: "/"): scalar = "/"
        case UInt8(ascii: "b"): scalar = "\u{08}"
        case UInt8(ascii: "f"): scalar = "\u{0C}"
        case UInt8(ascii: "n"): scalar = "\n"
        case UInt8(ascii: "r"): scalar = "\r"
        case UInt8(ascii: "t"): scalar = "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(text)
        default: throw fault(.badEscape, at: start, of: text)
        }
        offset = start + 2
        return scalar
    }

    /// The scalar that `\uXXXX`, or a surrogate pair of two, writes.
    private mutating func unicodeEscape(
        _ text: Span<UInt8>
    ) throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = offset
        let unit = try codeUnit(text)
        if unit == 0 { throw fault(.nulCharacter, at: start, of: text) }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), offset + 1 < text.count,
            text[offset] == UInt8(ascii: "\\"), text[offset + 1] == UInt8(ascii: "u")
        else { throw fault(.loneSurrogate, at: start, of: text) }
        let trail = try codeUnit(text)
        let high = UInt32(unit & 0x3FF) << 10
        guard UTF16.isTrailSurrogate(trail),
            let scalar = Unicode.Scalar(0x10000 + (high | UInt32(trail & 0x3FF)))
        else { throw fault(.loneSurrogate, at: start, of: text) }
        return scalar
    }

    /// The UTF-16 code unit that `\uXXXX` writes; its backslash is next.
    private mutating func codeUnit(_ text: Span<UInt8>) throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for index in offset + 2..<offset + 6 {
            guard index < text.count else {
                throw fault(.unexpectedEnd, at: text.count, of: text)
            }
            let digit: UInt8
            switch text[index] {
            case let byte where UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte: digit = byte - 48
            case let byte where UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20:
                digit = (byte | 0x20) - 87
            default: throw fault(.badEscape, at: offset, of: text)
            }
            unit = unit << 4 | UInt16(digit)
        }
        offset += 6
        return unit
    }
}

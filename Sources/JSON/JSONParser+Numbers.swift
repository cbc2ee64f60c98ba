// Numbers: RFC 8259 section 6.

extension JSONParser {
    /// The number whose minus sign or first digit is next; its value is not computed here.
    mutating func number(_ text: Span<UInt8>) throws(JSONSyntaxError) -> JSONNumber {
        let start = offset
        if text[offset] == UInt8(ascii: "-") { offset += 1 }
        var digits = try integerDigits(text)
        if offset < text.count, text[offset] == UInt8(ascii: ".") {
            offset += 1
            digits += try digitRun(text)
        }
        if offset < text.count, text[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            let sign = try peek(text)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            digits += try digitRun(text)
        }
        if digits > limits.maximumNumberDigits {
            throw fault(.numberTooLong, at: start, of: text)
        }
        var literal = ""
        for index in start..<offset {
            literal.unicodeScalars.append(Unicode.Scalar(text[index]))
        }
        return JSONNumber(checked: literal)
    }

    /// Passes the digits before the point and counts them.
    private mutating func integerDigits(_ text: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        let start = offset
        let digits = try digitRun(text)
        if digits > 1, text[start] == UInt8(ascii: "0") {
            throw fault(.leadingZero, at: start, of: text)
        }
        return digits
    }

    /// Passes one or more digits and counts them.
    private mutating func digitRun(_ text: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        let start = offset
        while offset < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[offset] {
            offset += 1
        }
        if offset == start {
            _ = try peek(text)
            throw fault(.unexpectedByte, at: offset, of: text)
        }
        return offset - start
    }
}

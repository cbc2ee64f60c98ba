/// The first fault of a text that the reader refused.
///
/// It repeats nothing of the text but the member names in `pointer`.
public struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: Reason
    /// Bytes before the fault.
    public let offset: Int
    /// Counted from 1; a line ends at a line feed.
    public let line: Int
    /// Counted from 1 in Unicode scalars, not bytes.
    public let column: Int
    /// The innermost value that had begun; for a duplicate, the member that appears again.
    public let pointer: JSONPointer

    init(_ reason: Reason, at offset: Int, of text: Span<UInt8>, pointer: JSONPointer) {
        var line = 1
        var column = 1
        for index in 0..<offset {
            let byte = text[index]
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // A continuation byte belongs to the scalar that was counted at its first byte.
                column += 1
            }
        }
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column
        self.pointer = pointer
    }

    /// Where and why, for a person: `line 2, column 9: text after the value`.
    public var description: String {
        let place = pointer == .root ? "" : " (at \(pointer))"
        return "line \(line), column \(column): \(reason.text)\(place)"
    }
}

extension JSONSyntaxError {
    /// Every reason for which a text is refused.
    public enum Reason: CaseIterable, Sendable {
        case unexpectedEnd
        case unexpectedByte
        /// RFC 8259 section 8.1 lets a reader refuse it.
        case byteOrderMark
        case badEscape
        case loneSurrogate
        /// Overlong forms, encoded surrogates, values beyond U+10FFFF, stray or missing bytes.
        case invalidUTF8
        case controlCharacter
        /// `\u0000` is JSON, but PostgreSQL's text cannot hold it.
        case nulCharacter
        case leadingZero
        case trailingText
        /// RFC 8259 section 4 leaves its meaning open, so no two programs need agree on it.
        case duplicateName
        case tooDeep
        case documentTooLong
        case stringTooLong
        case numberTooLong
        case tooManyElements

        /// The reason in words, to follow a place: "line 1, column 5: …".
        public var text: String {
            switch self {
            case .unexpectedEnd: "the text ends before the value does"
            case .unexpectedByte: "a character that cannot stand here"
            case .byteOrderMark: "a byte order mark"
            case .badEscape: "an escape that JSON does not have"
            case .loneSurrogate: "half of a surrogate pair"
            case .invalidUTF8: "bytes that are not UTF-8"
            case .controlCharacter: "a control character that is not escaped"
            case .nulCharacter: "the character U+0000, which cannot be stored"
            case .leadingZero: "a number with a zero before its first digit"
            case .trailingText: "text after the value"
            case .duplicateName: "a member that the object already has"
            case .tooDeep: "arrays and objects nested too deeply"
            case .documentTooLong: "more text than is allowed"
            case .stringTooLong: "a string longer than is allowed"
            case .numberTooLong: "a number with more digits than are allowed"
            case .tooManyElements: "more elements and members than are allowed"
            }
        }
    }
}

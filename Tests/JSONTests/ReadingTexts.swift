import JSON

/// A text given to the reader, shown in the test's name as far as it is printable.
struct ReadingText: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
    init(_ text: String) { bytes = Array(text.utf8) }
    init(stringLiteral text: String) { self.init(text) }

    var description: String { String(decoding: bytes, as: UTF8.self).debugDescription }

    /// The bytes between two quotation marks.
    static func quoted(_ bytes: UInt8...) -> ReadingText { ReadingText([0x22] + bytes + [0x22]) }
}

extension JSONValue {
    /// The number that the text writes.
    static func number(_ literal: String) -> JSONValue { .number(JSONNumber(literal)!) }

    /// The value as a JSON text again: the tests' own, so that reading is not judged by the writer.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): number.literal
        case .string(let string): Self.quoted(string)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.name) + ":" + $0.value.text }.joined(separator: ",")
                + "}"
        }
    }

    private static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case ..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

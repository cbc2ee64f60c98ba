/// The pairs of a query string, decoded (WHATWG URL, section 5.1).
struct QueryString: Sendable {
    /// One pair; nil where the bytes are not UTF-8, hold a NUL, or the percent-encoding is broken.
    struct Pair: Sendable {
        let name: String?
        let value: String?

        /// The pair with all but unreserved characters encoded; nil if it cannot be used or is empty.
        var encoded: String? {
            guard let name, let value, !value.isEmpty else { return nil }
            return QueryString.encode(name) + "=" + QueryString.encode(value)
        }
    }

    let pairs: [Pair]

    /// Splits at bytes, not at characters: a combining mark after a separator must not hide it.
    init(_ text: String) {
        pairs = text.utf8.split(separator: UInt8(ascii: "&")).map { raw in
            let name = raw.prefix { $0 != UInt8(ascii: "=") }
            return Pair(name: Self.decode(name), value: Self.decode(raw.dropFirst(name.count + 1)))
        }
    }

    private static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func decode(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(32)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexadecimal),
                    let low = rest.popFirst().flatMap(hexadecimal)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 65...70: digit - 55
        case 97...102: digit - 87
        default: nil
        }
    }
}

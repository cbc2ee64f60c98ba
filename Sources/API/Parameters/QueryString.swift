/// The pairs of a query string, decoded (WHATWG URL, section 5.1).
struct QueryString: Sendable {
    /// One pair; nil where the bytes are not UTF-8, hold a NUL, or the percent-encoding is broken.
    struct Pair: Sendable {
        let name: String?
        let value: String?
        /// The pair as it came.
        let raw: Substring
    }

    let pairs: [Pair]

    init(_ text: String) {
        pairs = text.split(separator: "&").map { raw in
            let name = raw.prefix { $0 != "=" }
            let value = raw.dropFirst(name.count + 1)
            return Pair(name: Self.decode(name), value: Self.decode(value), raw: raw)
        }
    }

    private static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
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

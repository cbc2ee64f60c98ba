internal import JSON

/// Entity tags (RFC 9110, section 8.8.3), made of a body that is held whole.
enum EntityTag {
    /// The tag of what is gathered: two FNV-1a hashes of 64 bits, which tell bodies apart but prove
    /// nothing.
    static func make(_ output: Output) -> String { unsafe make(output.gathered) }

    /// The tag of bytes.
    static func make(_ bytes: UnsafeRawBufferPointer) -> String {
        var maker = Maker()
        unsafe maker.add(bytes)
        return maker.tag
    }

    /// Makes a tag of a body that comes in pieces.
    struct Maker {
        private var first: UInt64 = 0xcbf2_9ce4_8422_2325
        private var second: UInt64 = 0x8422_2325_cbf2_9ce4

        /// Takes the next piece in.
        mutating func add(_ bytes: UnsafeRawBufferPointer) {
            unsafe bytes.forEach { byte in
                first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
                second = (second &* 0x0000_0100_0000_01b3) ^ UInt64(byte)
            }
        }

        /// The tag of all that was taken in.
        var tag: String { "\"\(String(first, radix: 36))\(String(second, radix: 36))\"" }
    }

    /// Whether an `If-None-Match` field names the tag (weak comparison, RFC 9110, section 13.1.2).
    static func matches(_ field: String, _ tag: String) -> Bool {
        field.split(separator: ",").contains { candidate in
            let candidate = candidate.drop { " \t".contains($0) }.prefix { !" \t".contains($0) }
            // nginx marks a tag as weak when it compresses the body.
            return candidate == "*" || candidate == tag || candidate == "W/" + tag
        }
    }
}

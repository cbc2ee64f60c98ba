/// The checksum of PNG's chunks (ISO 3309; PNG, annex D).
struct CRC32 {
    /// The remainder for each byte.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
        }
    }

    private var register = ~UInt32(0)

    /// The checksum of all bytes so far.
    var value: UInt32 { ~register }

    /// Takes bytes in.
    mutating func update(_ bytes: ArraySlice<UInt8>) {
        let table = Self.table
        for byte in bytes {
            register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register >> 8
        }
    }
}

internal import Glibc

/// An address of the Internet Protocol, version 4 or 6.
struct InternetAddress: Equatable {
    /// Four bytes, or sixteen.
    let bytes: [UInt8]

    /// An address from its usual text; nil if it is none.
    init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.bytes = Array(bytes[..<4])
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.bytes = bytes
        } else {
            return nil
        }
    }

    /// The address in what connect(2) takes; nil for another family.
    init?(_ address: UnsafeRawPointer) {
        switch Int32(address.load(as: sa_family_t.self)) {
        case AF_INET:
            let address = address.load(as: sockaddr_in.self).sin_addr
            bytes = withUnsafeBytes(of: address) { Array($0) }
        case AF_INET6:
            let address = address.load(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: address) { Array($0) }
        default: return nil
        }
    }

    /// Whether it is one of the public Internet: not of this machine, a private network, a link, a
    /// group, an example, or a translation that hides another address (RFC 6890 and IANA's
    /// registries of special-purpose addresses).
    var isPublic: Bool { !Self.special.contains { contains($0.bytes, bits: $0.bits) } && isUnicast }

    /// Of version 6 only 2000::/3 is given out to the public Internet.
    private var isUnicast: Bool { bytes.count == 4 ? bytes[0] < 224 : bytes[0] >> 5 == 1 }

    private func contains(_ network: [UInt8], bits: Int) -> Bool {
        guard network.count == bytes.count else { return false }
        let whole = bits / 8
        guard bytes[..<whole] == network[..<whole] else { return false }
        return bits % 8 == 0 || (bytes[whole] ^ network[whole]) >> (8 - bits % 8) == 0
    }

    private static let special: [(bytes: [UInt8], bits: Int)] = [
        ("0.0.0.0", 8), ("10.0.0.0", 8), ("100.64.0.0", 10), ("127.0.0.0", 8),
        ("169.254.0.0", 16), ("172.16.0.0", 12), ("192.0.0.0", 24), ("192.0.2.0", 24),
        ("192.88.99.0", 24), ("192.168.0.0", 16), ("198.18.0.0", 15), ("198.51.100.0", 24),
        ("203.0.113.0", 24), ("2001::", 23), ("2001:db8::", 32), ("2002::", 16), ("3fff::", 20),
    ].map { (InternetAddress($0.0)?.bytes ?? [], $0.1) }
}

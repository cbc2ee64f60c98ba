/// How an image is turned and mirrored before it is shown (Exif 2.32, section 4.6.4, tag 0x0112).
///
/// It is the one thing in EXIF without which a photo looks wrong, so it alone is kept.
struct Orientation: Equatable {
    /// 1 to 8; 1 is as it stands.
    let value: UInt8

    /// As it stands.
    static let upright = Orientation(value: 1)

    /// Whether rows become columns.
    var isTransposed: Bool { value > 4 }

    /// Bytes of EXIF that are looked at; the tag is in the first directory, which stands at the
    /// beginning.
    static let longestExif = 65_536

    private init(value: UInt8) { self.value = value }

    /// Reads the tag from a TIFF header and what follows it; nil if it is not there or makes no
    /// sense.
    init?(exif bytes: [UInt8]) {
        let isLittle = bytes.starts(with: "II".utf8)
        guard isLittle || bytes.starts(with: "MM".utf8) else { return nil }
        func number(at offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset <= bytes.count - count else { return nil }
            let field = bytes[offset..<offset + count]
            return isLittle
                ? field.reversed().reduce(0) { $0 << 8 | Int($1) }
                : field.reduce(0) { $0 << 8 | Int($1) }
        }
        guard number(at: 2, 2) == 42, let directory = number(at: 4, 4),
            let count = number(at: directory, 2)
        else { return nil }
        for index in 0..<count {
            let entry = directory + 2 + 12 * index
            guard let tag = number(at: entry, 2) else { return nil }
            guard tag == 0x0112 else { continue }
            guard number(at: entry + 2, 2) == 3, number(at: entry + 4, 4) == 1,
                let value = number(at: entry + 8, 2), (1...8).contains(value)
            else { return nil }
            self.init(value: UInt8(value))
            return
        }
        return nil
    }

    /// The shortest EXIF that says just this: a TIFF header and a directory of one entry.
    var exif: [UInt8] {
        Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1]
            + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0] + [0, 0, 0, 0]
    }
}

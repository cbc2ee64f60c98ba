/// Reads a source from its beginning to its end through a small buffer.
///
/// Every method throws ``ImageFault/cutOff`` where the source ends too soon.
struct ByteReader<Source: ByteSource> {
    private let source: Source
    private var buffer = [UInt8](repeating: 0, count: 32_768)
    /// The part of the buffer that is not taken yet.
    private var rest = 0..<0
    /// The offset of the next byte.
    private(set) var offset: Int
    /// Where the source ends for this reader.
    private let end: Int

    /// Reads a source, or a range of it.
    init(_ source: Source, _ range: Range<Int>? = nil) {
        self.source = source
        offset = range?.lowerBound ?? 0
        end = min(range?.upperBound ?? source.size, source.size)
    }

    /// How many bytes are left.
    var left: Int { end - offset }

    /// Makes sure that a byte is in the buffer.
    private mutating func fill() throws {
        guard rest.isEmpty else { return }
        guard left > 0 else { throw ImageFault.cutOff }
        let count = min(try source.read(at: offset, into: &buffer), left)
        guard count > 0 else { throw ImageFault.cutOff }
        rest = 0..<count
    }

    private mutating func drop(_ count: Int) {
        rest = rest.lowerBound + count..<rest.upperBound
        offset += count
    }

    /// The next byte.
    mutating func byte() throws -> UInt8 {
        try fill()
        defer { drop(1) }
        return buffer[rest.lowerBound]
    }

    /// The next bytes, few enough to be held.
    mutating func take(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try pass(count) { bytes += $0 }
        return bytes
    }

    /// An integer with its highest byte first.
    mutating func bigEndian(_ count: Int) throws -> Int {
        try take(count).reduce(0) { $0 << 8 | Int($1) }
    }

    /// An integer with its lowest byte first.
    mutating func littleEndian(_ count: Int) throws -> Int {
        try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Hands the next bytes on in pieces.
    mutating func pass(_ count: Int, to body: (ArraySlice<UInt8>) throws -> Void) throws {
        guard count <= left else { throw ImageFault.cutOff }
        var missing = count
        while missing > 0 {
            try fill()
            let part = min(missing, rest.count)
            try body(buffer[rest.lowerBound..<rest.lowerBound + part])
            drop(part)
            missing -= part
        }
    }

    /// Hands bytes on in pieces up to the next one of a value, which comes next then.
    mutating func pass(upTo value: UInt8, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
        while true {
            try fill()
            let piece = buffer[rest]
            let place = piece.firstIndex(of: value)
            let part = piece[..<(place ?? piece.endIndex)]
            if !part.isEmpty { try body(part) }
            drop(part.count)
            if place != nil { return }
        }
    }

    /// Leaves bytes out.
    mutating func skip(_ count: Int) throws {
        guard count <= left else { throw ImageFault.cutOff }
        guard count > rest.count else { return drop(count) }
        offset += count
        rest = 0..<0
    }
}

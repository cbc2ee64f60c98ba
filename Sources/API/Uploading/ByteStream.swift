/// Where bytes come from, piece by piece, so that any number of them take no more room than one piece.
public protocol ByteStream {
    /// Fills the buffer from its beginning.
    /// - Returns: how many bytes were read; 0 at the end.
    mutating func read(into buffer: inout [UInt8]) throws -> Int
}

/// A request's body, from its beginning.
public struct BodySource: ByteStream {
    private let body: SpooledBody
    private var offset = 0

    /// Reads a body.
    public init(_ body: SpooledBody) { self.body = body }

    public mutating func read(into buffer: inout [UInt8]) throws -> Int {
        let count = try unsafe buffer.withUnsafeMutableBytes {
            try unsafe body.read(at: offset, into: $0)
        }
        offset += count
        return count
    }
}

/// A byte at a time from a source, without the byte order mark that some programs begin a text with.
struct ByteReader {
    private static let pieceSize = 65_536
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var source: any ByteStream
    private var piece = [UInt8](repeating: 0, count: pieceSize)
    private var place = 0
    private var end = 0
    private var hasBegun = false

    init(_ source: any ByteStream) { self.source = source }

    /// The next byte, or nil at the end.
    mutating func next() throws -> UInt8? {
        if place == end {
            guard try fill() else { return nil }
        }
        defer { place += 1 }
        return piece[place]
    }

    /// The next byte, which stays unread.
    mutating func peek() throws -> UInt8? {
        if place == end {
            guard try fill() else { return nil }
        }
        return piece[place]
    }

    private mutating func fill() throws -> Bool {
        place = 0
        end = try source.read(into: &piece)
        if !hasBegun {
            hasBegun = true
            if end >= 3, Array(piece[..<3]) == Self.byteOrderMark { place = 3 }
            if place == end, end > 0 { return try fill() }
        }
        return end > 0
    }
}

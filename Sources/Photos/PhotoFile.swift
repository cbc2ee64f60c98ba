internal import API
internal import Images
internal import Security

/// A part of a file, as the checks of images read it.
struct FilePart: ByteSource {
    let file: UnnamedFile
    let range: Range<Int>

    var size: Int { range.count }

    func read(at offset: Int, into buffer: inout [UInt8]) throws -> Int {
        let count = try file.read(at: range.lowerBound + offset, into: &buffer)
        return max(0, min(count, size - offset))
    }
}

/// A file that is written and whose digest is worked out on the way.
struct DigestedFile: ByteSink {
    /// Bytes that are gathered before they are written.
    private static let room = 65_536

    let file: UnnamedFile
    private var digest = SHA256()
    private var gathered: [UInt8] = []

    /// Makes the file in a directory.
    init(in directory: String) throws(Problem) {
        file = try UnnamedFile(in: directory)
        gathered.reserveCapacity(Self.room)
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) throws {
        if gathered.count + bytes.count > Self.room { try flush() }
        gathered += bytes
    }

    private mutating func flush() throws {
        digest.update(gathered[...])
        try file.append(gathered[...])
        gathered.removeAll(keepingCapacity: true)
    }

    /// Writes the rest.
    /// - Returns: the digest of all in hexadecimal digits, 64 of them.
    mutating func finish() throws -> String {
        try flush()
        return digest.finish().map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

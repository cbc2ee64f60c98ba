/// Reads a text's lines one after another; each ends with a line feed, before which there may be a
/// carriage return, or with the text.
public struct LineReader {
    private var bytes: ByteReader
    private let longest: Int

    /// The number of the line read last, counted from 1.
    public private(set) var number = 0
    /// The line read last, without its end; of one that is too long, the beginning.
    public private(set) var line: [UInt8] = []
    /// Whether the line read last had more bytes than it may have.
    public private(set) var isTooLong = false

    /// Reads lines of so many bytes at the most.
    public init(_ source: any ByteStream, longest: Int) {
        bytes = ByteReader(source)
        self.longest = longest
    }

    /// Reads the next line.
    /// - Returns: whether there was one.
    public mutating func next() throws -> Bool {
        line.removeAll(keepingCapacity: true)
        isTooLong = false
        guard var byte = try bytes.next() else { return false }
        number += 1
        while byte != UInt8(ascii: "\n") {
            if line.count < longest { line.append(byte) } else { isTooLong = true }
            guard let following = try bytes.next() else { break }
            byte = following
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return true
    }
}

internal import CZlib

/// Compression as HTTP knows it (RFC 1952), so that what is kept small also travels small.
public enum Gzip {
    /// Fewer bytes than this are not worth it: they fit one packet anyway.
    private static let shortest = 1_024
    /// A quarter is the least that must be saved.
    private static let worth = (of: 4, atMost: 3)
    /// zlib's own default for speed against size.
    private static let level: Int32 = 6
    /// A window of 16 kB (a page is hardly longer), which takes a quarter of the usual memory; 16 more
    /// asks for gzip's frame.
    private static let window: Int32 = 14 + 16
    private static let memoryLevel: Int32 = 7

    /// The bytes compressed; nil if that does not pay.
    public static func compress(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard bytes.count >= shortest else { return nil }
        var stream = z_stream()
        let status = deflateInit2_(
            &stream, level, Z_DEFLATED, window, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(
            mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(bytes.count)
        let room = bytes.count / worth.of * worth.atMost
        let compressed = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(room)
            // What does not fit does not save enough.
            count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? room - Int(stream.avail_out) : 0
        }
        // A copy has no more room than it needs.
        return compressed.isEmpty ? nil : compressed.withUnsafeBufferPointer { Array($0) }
    }
}

/// WebP files (RFC 9649).
enum WebP {
    /// Chunks at the most; an image has five.
    private static let mostChunks = 64
    /// Flags of the header of an extended file (section 2.7.1).
    private enum Flag {
        static let profile: UInt8 = 0x20
        static let alpha: UInt8 = 0x10
        static let exif: UInt8 = 0x08
        static let animation: UInt8 = 0x02
    }

    private struct Chunk {
        let type: String
        let content: Range<Int>
        /// Its size in the file with head and padding.
        var size: Int { 8 + content.count + content.count & 1 }
    }

    /// Lists the chunks, then copies those that the picture needs: a file's size stands at its
    /// beginning.
    static func copy<Source: ByteSource, Sink: ByteSink>(
        _ source: Source, to sink: inout Sink, _ limits: ImageLimits
    ) throws -> ImageFacts {
        let chunks = try list(source)
        let (width, height) = try size(of: chunks, source, limits)
        var orientation = Orientation.upright
        if let exif = chunks.first(where: { $0.type == "EXIF" }) {
            orientation = try Self.orientation(exif, source)
        }
        let facts = ImageFacts(.webp, width: width, height: height, orientation: orientation)
        let isExtended = chunks[0].type == "VP8X"
        let kept = chunks.filter { ["ICCP", "ALPH", "VP8 ", "VP8L"].contains($0.type) }
        let exif = isExtended && orientation != .upright ? orientation.exif : []
        let extra = (isExtended ? 18 : 0) + (exif.isEmpty ? 0 : 8 + exif.count)
        let total = 4 + kept.reduce(0) { $0 + $1.size } + extra
        try sink.write((Array("RIFF".utf8) + bytes(total, 4) + Array("WEBP".utf8))[...])
        if isExtended {
            var flags: UInt8 = exif.isEmpty ? 0 : Flag.exif
            if kept.contains(where: { $0.type == "ICCP" }) { flags |= Flag.profile }
            flags |= try ByteReader(source, chunks[0].content).first() & Flag.alpha
            try sink.write(
                (Array("VP8X".utf8) + bytes(10, 4) + [flags, 0, 0, 0] + bytes(width - 1, 3)
                    + bytes(height - 1, 3))[...])
        }
        for chunk in kept { try copy(chunk, source, to: &sink) }
        if !exif.isEmpty {
            try sink.write((Array("EXIF".utf8) + bytes(exif.count, 4) + exif)[...])
        }
        return facts
    }

    private static func list(_ source: some ByteSource) throws -> [Chunk] {
        var reader = ByteReader(source)
        try reader.skip(4)
        let end = 8 + (try reader.littleEndian(4))
        guard end <= source.size else { throw ImageFault.cutOff }
        try reader.skip(4)
        var chunks: [Chunk] = []
        while reader.offset < end {
            guard chunks.count < mostChunks else {
                throw ImageFault.unsupported("it has too many chunks")
            }
            guard end - reader.offset >= 8 else { throw ImageFault.broken("the end") }
            let type = String(decoding: try reader.take(4), as: UTF8.self)
            let length = try reader.littleEndian(4)
            let chunk = Chunk(type: type, content: reader.offset..<reader.offset + length)
            guard chunk.size - 8 <= end - reader.offset else { throw ImageFault.cutOff }
            try reader.skip(chunk.size - 8)
            chunks.append(chunk)
        }
        guard let first = chunks.first, ["VP8 ", "VP8L", "VP8X"].contains(first.type) else {
            throw ImageFault.broken("it has no picture")
        }
        return chunks
    }

    /// The size in pixels that the picture's own header says, which any other must repeat.
    private static func size(
        of chunks: [Chunk], _ source: some ByteSource, _ limits: ImageLimits
    ) throws -> (width: Int, height: Int) {
        var canvas: (width: Int, height: Int)?
        if chunks[0].type == "VP8X" {
            var reader = ByteReader(source, chunks[0].content)
            let flags = try reader.byte()
            try reader.skip(3)
            canvas = (try reader.littleEndian(3) + 1, try reader.littleEndian(3) + 1)
            let isAnimated = flags & Flag.animation != 0
            guard !isAnimated, !chunks.contains(where: { ["ANIM", "ANMF"].contains($0.type) })
            else { throw ImageFault.unsupported("it is animated") }
        }
        let pictures = chunks.filter { ["VP8 ", "VP8L"].contains($0.type) }
        guard pictures.count == 1, chunks.filter({ $0.type == "VP8X" }).count <= 1 else {
            throw ImageFault.broken("it has not one picture")
        }
        let reader = ByteReader(source, pictures[0].content)
        let size = try pictures[0].type == "VP8 " ? lossy(reader) : lossless(reader)
        if let canvas, canvas != size { throw ImageFault.broken("it has two sizes") }
        try limits.check(width: size.width, height: size.height)
        return size
    }

    /// A key frame's header (RFC 6386, section 9.1).
    private static func lossy(_ reader: ByteReader<some ByteSource>) throws -> (
        width: Int, height: Int
    ) {
        var reader = reader
        let tag = try reader.littleEndian(3)
        guard tag & 1 == 0, try reader.take(3) == [0x9D, 0x01, 0x2A] else {
            throw ImageFault.broken("the frame's header")
        }
        // The first partition's size.
        guard tag >> 5 <= reader.left else { throw ImageFault.cutOff }
        return (try reader.littleEndian(2) & 0x3FFF, try reader.littleEndian(2) & 0x3FFF)
    }

    /// The header of a lossless picture (RFC 9649, section 3.4).
    private static func lossless(_ reader: ByteReader<some ByteSource>) throws -> (
        width: Int, height: Int
    ) {
        var reader = reader
        guard try reader.byte() == 0x2F else { throw ImageFault.broken("the picture's header") }
        let bits = try reader.littleEndian(4)
        guard bits >> 29 == 0 else { throw ImageFault.broken("the picture's version") }
        return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
    }

    private static func orientation(_ chunk: Chunk, _ source: some ByteSource) throws
        -> Orientation
    {
        var reader = ByteReader(source, chunk.content)
        let content = try reader.take(min(chunk.content.count, Orientation.longestExif))
        // Some programs put JPEG's prefix before it.
        let isPrefixed = content.starts(with: "Exif\0\0".utf8)
        return Orientation(exif: isPrefixed ? Array(content.dropFirst(6)) : content) ?? .upright
    }

    private static func copy(
        _ chunk: Chunk, _ source: some ByteSource, to sink: inout some ByteSink
    ) throws {
        try sink.write((Array(chunk.type.utf8) + bytes(chunk.content.count, 4))[...])
        var reader = ByteReader(source, chunk.content)
        try reader.pass(chunk.content.count) { try sink.write($0) }
        if chunk.content.count & 1 == 1 { try sink.write([0]) }
    }

    /// A number, its lowest byte first.
    private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}

extension ByteReader {
    /// The first byte that is left.
    fileprivate func first() throws -> UInt8 {
        var copy = self
        return try copy.byte()
    }
}

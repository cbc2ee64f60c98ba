/// PNG files (W3C Portable Network Graphics, third edition).
enum PNG {
    /// The first eight bytes.
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Chunks that change how the picture looks. Any other that a decoder may ignore is left out.
    private static let kept: Set<String> = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT",
        "pHYs",
    ]
    private static let longestChunk = 0x7FFF_FFFF

    /// Walks the chunks, whose checksums must be right, to the last one, and copies those that the
    /// picture needs.
    static func copy<Source: ByteSource, Sink: ByteSink>(
        _ source: Source, to sink: inout Sink, _ limits: ImageLimits
    ) throws -> ImageFacts {
        var walk = Walk(reader: ByteReader(source), limits: limits)
        try walk.reader.skip(signature.count)
        try sink.write(signature[...])
        while try walk.chunk(&sink) != "IEND" {}
        guard let size = walk.size, walk.hasData else {
            throw ImageFault.broken("it has no picture")
        }
        return ImageFacts(
            .png, width: size.width, height: size.height,
            orientation: walk.orientation ?? .upright)
    }

    /// One way through a file.
    struct Walk<Source: ByteSource> {
        var reader: ByteReader<Source>
        let limits: ImageLimits
        var size: (width: Int, height: Int)?
        var orientation: Orientation?
        var hasData = false
        private var previous = ""

        init(reader: ByteReader<Source>, limits: ImageLimits) {
            self.reader = reader
            self.limits = limits
        }

        /// Handles the next chunk.
        /// - Returns: its type.
        mutating func chunk(_ sink: inout some ByteSink) throws -> String {
            let length = try reader.bigEndian(4)
            let name = try reader.take(4)
            let isAlphabetic = name.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
            guard length <= longestChunk, isAlphabetic else {
                throw ImageFault.broken("the head of a chunk")
            }
            guard reader.left >= length + 4 else { throw ImageFault.cutOff }
            let type = String(decoding: name, as: UTF8.self)
            try check(type, length: length)
            var sum = CRC32()
            sum.update(name[...])
            switch type {
            case "IHDR": try header(length, &sum, &sink)
            case "eXIf": try exif(length, &sum, &sink)
            default: try copy(type, length, &sum, &sink)
            }
            guard try reader.bigEndian(4) == Int(sum.value) else {
                throw ImageFault.broken("the checksum of chunk \(type)")
            }
            previous = type
            return type
        }

        /// Refuses chunks where they must not be (section 5.6), and animations.
        private func check(_ type: String, length: Int) throws {
            switch type {
            case _ where (type == "IHDR") != previous.isEmpty:
                throw ImageFault.broken("chunk \(type) where it must not be")
            case "IDAT" where hasData && previous != "IDAT", "PLTE" where hasData,
                "IEND" where length > 0:
                throw ImageFault.broken("chunk \(type) where it must not be")
            case "acTL", "fcTL", "fdAT": throw ImageFault.unsupported("it is animated")
            case _ where !kept.contains(type) && type.utf8.first! & 0x20 == 0:
                throw ImageFault.unsupported("it has a chunk \(type)")
            default: break
            }
        }

        private mutating func header(
            _ length: Int, _ sum: inout CRC32, _ sink: inout some ByteSink
        ) throws {
            guard length == 13 else { throw ImageFault.broken("its header") }
            let content = try reader.take(13)
            sum.update(content[...])
            let width = content[..<4].reduce(0) { $0 << 8 | Int($1) }
            let height = content[4..<8].reduce(0) { $0 << 8 | Int($1) }
            let depths: [UInt8: [UInt8]] = [
                0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
            ]
            guard depths[content[9]]?.contains(content[8]) == true, content[10] == 0,
                content[11] == 0, content[12] <= 1
            else { throw ImageFault.broken("its header") }
            try limits.check(width: width, height: height)
            size = (width, height)
            try write("IHDR", content, &sink)
        }

        /// Reads the orientation; what else is there is left out.
        private mutating func exif(
            _ length: Int, _ sum: inout CRC32, _ sink: inout some ByteSink
        ) throws {
            let beginning = try reader.take(min(length, Orientation.longestExif))
            sum.update(beginning[...])
            try reader.pass(length - beginning.count) { sum.update($0) }
            guard orientation == nil, let found = Orientation(exif: beginning) else { return }
            orientation = found
            if found != .upright { try write("eXIf", found.exif, &sink) }
        }

        private mutating func copy(
            _ type: String, _ length: Int, _ sum: inout CRC32, _ sink: inout some ByteSink
        ) throws {
            guard kept.contains(type) else {
                return try reader.pass(length) { sum.update($0) }
            }
            if type == "IDAT" { hasData = true }
            try sink.write((bytes(length) + Array(type.utf8))[...])
            try reader.pass(length) { bytes in
                sum.update(bytes)
                try sink.write(bytes)
            }
            try sink.write(bytes(Int(sum.value))[...])
        }

        private func write(_ type: String, _ content: [UInt8], _ sink: inout some ByteSink) throws {
            let body = Array(type.utf8) + content
            var sum = CRC32()
            sum.update(body[...])
            try sink.write((bytes(content.count) + body + bytes(Int(sum.value)))[...])
        }

        /// A number of 32 bits, the highest first.
        private func bytes(_ number: Int) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }
}

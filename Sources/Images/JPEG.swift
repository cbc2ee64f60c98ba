/// JPEG files (ITU-T T.81, annex B; JFIF is ITU-T T.871).
enum JPEG {
    /// Scans of a progressive image at the most: each costs a decoder a pass over all pixels.
    static let mostScans = 100

    private static let startOfImage: [UInt8] = [0xFF, 0xD8]
    private static let endOfImage: UInt8 = 0xD9

    /// Walks the markers to the end of the image and copies those that the picture needs.
    static func copy<Source: ByteSource, Sink: ByteSink>(
        _ source: Source, to sink: inout Sink, _ limits: ImageLimits
    ) throws -> ImageFacts {
        var walk = Walk(reader: ByteReader(source), limits: limits)
        try walk.reader.skip(startOfImage.count)
        try sink.write(startOfImage[...])
        while true {
            let marker = try walk.marker()
            if marker == endOfImage { break }
            try walk.segment(marker, &sink)
        }
        guard let size = walk.size, walk.scans > 0 else {
            throw ImageFault.broken("it has no picture")
        }
        try sink.write([0xFF, endOfImage])
        return ImageFacts(
            .jpeg, width: size.width, height: size.height,
            orientation: walk.orientation ?? .upright)
    }

    /// One way through a file.
    struct Walk<Source: ByteSource> {
        var reader: ByteReader<Source>
        let limits: ImageLimits
        var size: (width: Int, height: Int)?
        var scans = 0
        /// The orientation, once EXIF said one.
        var orientation: Orientation?
        private var isOrientationWritten = false
        /// A marker that ended a scan and is not handled yet.
        private var pending: UInt8?

        init(reader: ByteReader<Source>, limits: ImageLimits) {
            self.reader = reader
            self.limits = limits
        }

        /// The next marker's second byte; it may have fill bytes before it (B.1.1.2).
        mutating func marker() throws -> UInt8 {
            if let marker = pending {
                pending = nil
                return marker
            }
            guard try reader.byte() == 0xFF else { throw ImageFault.broken("no marker") }
            var code = try reader.byte()
            while code == 0xFF { code = try reader.byte() }
            return code
        }

        /// Handles the segment that follows a marker.
        mutating func segment(_ marker: UInt8, _ sink: inout some ByteSink) throws {
            switch marker {
            case 0xE0...0xEF: return try application(marker, &sink)
            case 0xFE: return try reader.skip(try length())
            default: try writeOrientation(&sink)
            }
            switch marker {
            case 0xC0, 0xC1, 0xC2: try frame(marker, &sink)
            case 0xC4, 0xDB, 0xDD: try copy(marker, &sink)
            case 0xDA: try scan(&sink)
            case 0xC3, 0xC5...0xCF, 0xDE, 0xDF:
                throw ImageFault.unsupported("it is a kind of JPEG that few programs can read")
            default: throw ImageFault.broken("marker \(String(marker, radix: 16))")
            }
        }

        /// The length of a segment's content, which follows.
        private mutating func length() throws -> Int {
            let length = try reader.bigEndian(2)
            guard length >= 2 else { throw ImageFault.broken("the length of a segment") }
            return length - 2
        }

        private func write(
            _ marker: UInt8, _ content: some Collection<UInt8>, _ sink: inout some ByteSink
        ) throws {
            let length = content.count + 2
            try sink.write(
                ([0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + content)[...])
        }

        private mutating func copy(_ marker: UInt8, _ sink: inout some ByteSink) throws {
            try write(marker, try reader.take(try length()), &sink)
        }

        /// Keeps what of an application's segment changes how the picture looks: JFIF without its
        /// preview, the colour profile, and which colours Adobe's programs mean.
        private mutating func application(_ marker: UInt8, _ sink: inout some ByteSink) throws {
            let content = try reader.take(try length())
            switch marker {
            case 0xE0 where content.starts(with: "JFIF\0".utf8) && content.count >= 14:
                try write(marker, content[..<12] + [0, 0], &sink)
            case 0xE1 where content.starts(with: "Exif\0\0".utf8) && orientation == nil:
                orientation = Orientation(exif: Array(content.dropFirst(6)))
            case 0xE2 where content.starts(with: "ICC_PROFILE\0".utf8):
                try write(marker, content, &sink)
            case 0xEE where content.starts(with: "Adobe".utf8) && content.count >= 12:
                try write(marker, content[..<12], &sink)
            default: break
            }
        }

        /// Before the first segment that is not an application's, as EXIF has to stand at the
        /// beginning.
        private mutating func writeOrientation(_ sink: inout some ByteSink) throws {
            guard !isOrientationWritten else { return }
            isOrientationWritten = true
            guard let orientation, orientation != .upright else {
                self.orientation = .upright
                return
            }
            try write(0xE1, Array("Exif\0\0".utf8) + orientation.exif, &sink)
        }

        private mutating func frame(_ marker: UInt8, _ sink: inout some ByteSink) throws {
            let content = try reader.take(try length())
            guard size == nil else { throw ImageFault.broken("it has two frames") }
            guard content.count >= 6, content.count == 6 + 3 * Int(content[5]) else {
                throw ImageFault.broken("the frame's header")
            }
            guard content[0] == 8, [1, 3, 4].contains(content[5]) else {
                throw ImageFault.unsupported("its samples are not of 8 bits in 1, 3 or 4 colours")
            }
            let height = Int(content[1]) << 8 | Int(content[2])
            let width = Int(content[3]) << 8 | Int(content[4])
            try limits.check(width: width, height: height)
            size = (width, height)
            try write(marker, content, &sink)
        }

        /// Copies a scan: its header, and entropy-coded bytes up to a marker that is no restart
        /// (B.1.1.5).
        private mutating func scan(_ sink: inout some ByteSink) throws {
            guard size != nil else { throw ImageFault.broken("a scan before the frame") }
            scans += 1
            guard scans <= mostScans else { throw ImageFault.unsupported("it has too many scans") }
            try copy(0xDA, &sink)
            while true {
                try reader.pass(upTo: 0xFF) { try sink.write($0) }
                _ = try reader.byte()
                var code = try reader.byte()
                while code == 0xFF { code = try reader.byte() }
                guard code == 0 || (0xD0...0xD7).contains(code) else {
                    pending = code
                    return
                }
                try sink.write([0xFF, code])
            }
        }
    }
}

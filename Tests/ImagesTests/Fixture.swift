import Foundation
import Testing

@testable import Images

/// Bytes in memory as a file.
struct Bytes: ByteSource {
    let bytes: [UInt8]
    /// How many are given at a time at the most.
    var piece = Int.max

    var size: Int { bytes.count }

    func read(at offset: Int, into buffer: inout [UInt8]) -> Int {
        let count = max(0, min(buffer.count, size - offset, piece))
        if count > 0 { buffer.replaceSubrange(..<count, with: bytes[offset..<offset + count]) }
        return count
    }
}

/// What was written.
struct Written: ByteSink {
    var bytes: [UInt8] = []
    mutating func write(_ bytes: ArraySlice<UInt8>) { self.bytes += bytes }
}

/// Runs Debian's Python, whose packages the tests install; others on the PATH have not got them.
func python(_ script: String, input: [UInt8] = []) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", script]
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    try process.run()
    let writer = Thread {
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input))
        try? standardInput.fileHandleForWriting.close()
    }
    writer.start()
    let output = standardOutput.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return [UInt8](output)
}

/// Pictures made by Pillow, an independent writer of the formats.
enum Picture {
    private static let prelude = """
        import io, sys
        from PIL import Image, ImageCms, PngImagePlugin
        picture = Image.linear_gradient("L").resize((96, 64)).convert("RGB")
        picture.putpixel((0, 0), (255, 0, 0))
        exif = Image.Exif()
        exif[0x010F] = "SECRET-MAKER"
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", (50.0, 1.0, 2.0)
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        def save(image, **options):
            file = io.BytesIO()
            image.save(file, **options)
            sys.stdout.buffer.write(file.getvalue())

        """

    /// A picture by a line that saves one.
    static func make(_ line: String) throws -> [UInt8] { try python(prelude + line) }

    static func jpeg(_ options: String = "") throws -> [UInt8] {
        try make("save(picture, format='JPEG', quality=90\(options))")
    }
    static func png(_ options: String = "") throws -> [UInt8] {
        try make("save(picture, format='PNG'\(options))")
    }
    static func webp(_ options: String = "") throws -> [UInt8] {
        try make("save(picture, format='WEBP'\(options))")
    }

    /// What Pillow says of a picture: size, all its pixels as they are to be shown, and what else is
    /// in it.
    static func describe(_ bytes: [UInt8]) throws -> String {
        let script = """
            import hashlib, io, sys
            from PIL import Image, ImageOps
            image = Image.open(io.BytesIO(sys.stdin.buffer.read()))
            image.load()
            tags = dict(image.getexif())
            shown = ImageOps.exif_transpose(image).convert("RGBA")
            print(shown.size, hashlib.sha256(shown.tobytes()).hexdigest(), sorted(tags),
                  "icc" if image.info.get("icc_profile") else "")
            """
        return String(decoding: try python(script, input: bytes), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Cleans a picture.
func clean(_ bytes: [UInt8], piece: Int = .max, pixels: Int = 1 << 20, side: Int = 4_096) throws
    -> (
        facts: ImageFacts, bytes: [UInt8]
    )
{
    var sink = Written()
    let facts = try CleanImage.copy(
        Bytes(bytes: bytes, piece: piece), to: &sink,
        limits: ImageLimits(pixels: pixels, side: side))
    return (facts, sink.bytes)
}

/// Why a picture is refused; nil if it is not.
func refusal(_ bytes: [UInt8], pixels: Int = 1 << 20, side: Int = 4_096) -> ImageFault? {
    do {
        _ = try clean(bytes, pixels: pixels, side: side)
        return nil
    } catch {
        return error as? ImageFault
    }
}

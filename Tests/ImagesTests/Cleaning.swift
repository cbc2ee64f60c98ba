import Foundation
import Testing

@testable import Images

@Suite("Cleaning images")
struct Cleaning {
    /// Pictures with all that may be in them, and what of it must not be found afterwards.
    private static let loaded: [(name: String, line: String)] = [
        ("baseline", "save(picture, format='JPEG', exif=exif, comment=b'SECRET-COMMENT')"),
        ("progressive", "save(picture, format='JPEG', progressive=True, exif=exif)"),
        ("grey", "save(picture.convert('L'), format='JPEG', exif=exif)"),
        ("CMYK", "save(picture.convert('CMYK'), format='JPEG')"),
        ("profile", "save(picture, format='JPEG', icc_profile=profile, exif=exif)"),
        (
            "texts",
            """
            texts = PngImagePlugin.PngInfo()
            texts.add_text('Comment', 'SECRET-TEXT')
            texts.add_itxt('XML:com.adobe.xmp', 'SECRET-XMP')
            save(picture, format='PNG', pnginfo=texts, exif=exif)
            """
        ),
        ("palette", "save(picture.quantize(8), format='PNG', transparency=0)"),
        ("deep", "save(Image.new('I;16', (20, 10), 70), format='PNG')"),
        ("PNG with profile", "save(picture, format='PNG', icc_profile=profile)"),
        ("lossy", "save(picture, format='WEBP', exif=exif, xmp=b'SECRET-XMP')"),
        ("lossless", "save(picture, format='WEBP', lossless=True)"),
        (
            "see-through",
            """
            picture.putalpha(100)
            save(picture, format='WEBP', icc_profile=profile, exif=exif)
            """
        ),
    ]

    @Test("A picture keeps its pixels and its profile and loses all that tells of anything else")
    func metadata() throws {
        for (name, line) in Self.loaded {
            let original = try Picture.make(line)
            let (facts, cleaned) = try clean(original)
            let text = String(decoding: cleaned, as: UTF8.self)
            #expect(!text.contains("SECRET"), "\(name)")
            #expect(cleaned.count <= original.count, "\(name)")
            let before = try Picture.describe(original).split(separator: "[")[0]
            let after = try Picture.describe(cleaned)
            #expect(after.hasPrefix(before + "[]"), "\(name): \(after) instead of \(before)")
            #expect(after.hasSuffix("icc") == line.contains("icc_profile"), "\(name)")
            #expect(after.hasPrefix("(\(facts.width), \(facts.height))"), "\(name)")
        }
    }

    @Test("What was cleaned is left as it is")
    func twice() throws {
        for (name, line) in Self.loaded {
            let (facts, once) = try clean(try Picture.make(line))
            let (same, twice) = try clean(once)
            #expect(once == twice && facts == same, "\(name)")
        }
    }

    @Test("The result does not depend on how the bytes come", arguments: [1, 2, 7, 1_000])
    func pieces(piece: Int) throws {
        for original in [try Picture.jpeg(", exif=exif"), try Picture.png(), try Picture.webp()] {
            #expect(try clean(original, piece: piece).bytes == clean(original).bytes)
        }
    }

    @Test("A turned picture stays turned, by an EXIF that says nothing else", arguments: 1...8)
    func orientations(value: Int) throws {
        for format in ["JPEG", "PNG", "WEBP"] {
            let original = try Picture.make(
                "exif[0x0112] = \(value)\nsave(picture, format='\(format)', exif=exif, quality=90)")
            let (facts, cleaned) = try clean(original)
            let before = try Picture.describe(original).split(separator: "[")[0]
            let after = try Picture.describe(cleaned)
            #expect(after.hasPrefix(before), "\(format) \(value)")
            #expect(after.contains(value == 1 ? "[]" : "[274]"), "\(format) \(value): \(after)")
            #expect(facts.width == (value > 4 ? 64 : 96) && facts.height == (value > 4 ? 96 : 64))
        }
    }

    @Test("What stands behind the end of a picture is left out")
    func trailers() throws {
        let zip = try python(
            """
            import io, sys, zipfile
            file = io.BytesIO()
            zipfile.ZipFile(file, 'w').writestr('evil.html', '<script>alert(1)</script>')
            sys.stdout.buffer.write(file.getvalue())
            """)
        for original in [try Picture.jpeg(), try Picture.png(), try Picture.webp()] {
            let cleaned = try clean(original).bytes
            for trailer in [zip, Array("<html><script>alert(1)</script>".utf8), original] {
                #expect(try clean(original + trailer).bytes == cleaned)
            }
        }
    }

    @Test("A preview within a JPEG goes")
    func previews() throws {
        let original = try Picture.jpeg()
        let preview = Array("SECRET-PREVIEW".utf8) + [0]
        // JFIF's own preview has three bytes a pixel: here 5 by 1.
        var jfif = Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 5, 1] + preview
        jfif = [0xFF, 0xE0, 0, UInt8(jfif.count + 2)] + jfif
        let loaded = original[..<2] + jfif + original[20...]
        let cleaned = try clean(Array(loaded)).bytes
        #expect(cleaned == (try clean(original).bytes))
    }
}

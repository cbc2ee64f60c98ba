import Foundation
import Testing

@testable import Images

@Suite("Refusing images")
struct Refusing {
    @Test(
        "Other formats are refused by their content",
        arguments: [
            "", "G", "GIF89a\u{1}\0\u{1}\0", "%PDF-1.7", "PK\u{3}\u{4}", "<svg/>", "RIFF1234WAVE",
            "\u{89}PNG",
        ])
    func formats(text: String) { #expect(refusal(Array(text.utf8)) == .otherFormat) }

    @Test("A picture that ends anywhere before its end is refused")
    func truncation() throws {
        for original in [
            try Picture.jpeg(", exif=exif"), try Picture.png(), try Picture.webp(", exif=exif"),
        ] {
            for length in 0..<original.count {
                #expect(refusal(Array(original[..<length])) != nil, "\(length)")
            }
        }
    }

    @Test("A changed byte never crashes or hangs, and never makes a PNG of another content")
    func mutations() throws {
        var generator = SystemRandomNumberGenerator()
        let pictures = [
            try Picture.jpeg(", exif=exif, progressive=True"),
            try Picture.png(), try Picture.webp(", exif=exif"),
        ]
        for original in pictures {
            let cleaned = try clean(original).bytes
            for _ in 0..<3_000 {
                var changed = original
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    changed[Int.random(in: 0..<changed.count, using: &generator)] =
                        UInt8.random(in: 0...255, using: &generator)
                }
                guard let result = try? clean(changed) else { continue }
                if result.facts.format == .png { #expect(result.bytes == cleaned) }
                #expect(result.facts.width * result.facts.height <= 1 << 20)
            }
        }
    }

    /// A PNG of a header alone.
    private func promise(_ width: UInt32, _ height: UInt32) -> [UInt8] {
        func bytes(_ number: UInt32) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
        let chunk = Array("IHDR".utf8) + bytes(width) + bytes(height) + [8, 2, 0, 0, 0]
        var sum = CRC32()
        sum.update(chunk[...])
        return PNG.signature + bytes(13) + chunk + bytes(sum.value)
    }

    @Test("A promise of too many pixels is refused by the header alone")
    func bombs() {
        for (width, height) in [
            (50_000, 50_000), (5_000, 10), (10, 5_000), (4_096, 257), (0, 5), (5, 0),
            (.max, .max),
        ] as [(UInt32, UInt32)] {
            let fault = refusal(promise(width, height))
            #expect(fault?.kind == (width == 0 || height == 0 ? .broken : .tooLarge))
        }
        #expect(refusal(promise(4_096, 256)) == .cutOff, "it is not too large")
    }

    @Test("Limits hold for each format")
    func limits() throws {
        for original in [try Picture.jpeg(), try Picture.png(), try Picture.webp()] {
            #expect(refusal(original, pixels: 96 * 64, side: 96) == nil)
            #expect(refusal(original, pixels: 96 * 64 - 1, side: 96)?.kind == .tooLarge)
            #expect(refusal(original, pixels: 96 * 64, side: 95)?.kind == .tooLarge)
        }
    }

    @Test("Animations are refused")
    func animations() throws {
        for format in ["PNG", "WEBP"] {
            let original = try Picture.make(
                """
                save(picture, format='\(format)', save_all=True, duration=100,
                     append_images=[picture.rotate(90)])
                """)
            #expect(refusal(original)?.kind == .unsupported, "\(format)")
        }
    }

    @Test("A wrong checksum is refused")
    func checksums() throws {
        var original = try Picture.png()
        original[original.count - 20] ^= 1
        #expect(refusal(original)?.kind == .broken)
    }

    @Test("The checksum is the one of the standard")
    func checksum() {
        var sum = CRC32()
        sum.update(Array("123456789".utf8)[...])
        #expect(sum.value == 0xCBF4_3926)
    }
}

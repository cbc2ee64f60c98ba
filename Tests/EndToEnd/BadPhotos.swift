import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Pictures that are none, or worse.
    @Suite(.serialized) struct BadPhotos {
        /// Sends something that must be refused and leave nothing.
        private func refuse(
            _ bytes: Data, as type: String = "image/jpeg", _ status: Int, _ words: String,
            _ name: String
        ) throws {
            let before = Photos.stored()
            let rows = try stack.sql("SELECT count(*) FROM photos")
            let answer = try Photos.add(bytes, type)
            #expect(answer.status == status, "\(name): \(answer.text)")
            #expect(answer["Content-Type"] == "application/problem+json", "\(name)")
            #expect(answer.json["detail"].text.contains(words), "\(name): \(answer.text)")
            #expect(Photos.stored() == before, "\(name)")
            #expect(try stack.sql("SELECT count(*) FROM photos") == rows, "\(name)")
            #expect(try openFiles() == 0, "\(name)")
        }

        /// How many files without a name the responders have open.
        private func openFiles() throws -> Int {
            try stack.responders().reduce(0) { count, process in
                let directory = "/proc/\(process)/fd"
                let files = try FileManager.default.contentsOfDirectory(atPath: directory)
                let targets = files.compactMap {
                    try? FileManager.default.destinationOfSymbolicLink(
                        atPath: "\(directory)/\($0)")
                }
                return count
                    + targets.filter { $0.hasSuffix("(deleted)") && !$0.hasPrefix("/memfd:") }
                    .count
            }
        }

        @Test("What is no photo, or another than its sender says, is refused by its content")
        func types() throws {
            let jpeg = try Photos.picture()
            try refuse(jpeg, as: "image/png", 415, "image/jpeg and not image/png", "another format")
            try refuse(Data("GIF89a....".utf8), 415, "is not a JPEG, PNG or WebP", "GIF")
            try refuse(Data("<html><script>".utf8), 415, "is not a JPEG", "HTML")
            try refuse(Data("PK\u{3}\u{4}".utf8) + jpeg, 415, "is not a JPEG", "ZIP before JPEG")
            try refuse(Data(), 415, "is not a JPEG", "nothing")
        }

        @Test("A photo that is cut off or whose pixels are damaged is refused")
        func broken() throws {
            for format in ["JPEG", "PNG", "WEBP"] {
                let type = "image/\(format.lowercased())"
                let picture = try Photos.picture("format='\(format)'")
                try refuse(picture.prefix(picture.count / 2), as: type, 422, "cut off", format)
            }
            // A scan that ends too soon, with all markers there.
            let jpeg = try Photos.picture("format='JPEG', quality=95", size: (1_200, 900))
            let cut = jpeg.prefix(jpeg.count / 2) + Data([0xFF, 0xD9])
            try refuse(cut, 422, "cannot be decoded", "half a scan")
            let path = try Photos.file(Data())
            try Photos.python(
                """
                import struct, sys, zlib
                def chunk(name, data):
                    return struct.pack(">I", len(data)) + name + data + struct.pack(
                        ">I", zlib.crc32(name + data))
                open(sys.argv[1], "wb").write(
                    b"\\x89PNG\\r\\n\\x1a\\n"
                    + chunk(b"IHDR", struct.pack(">IIBBBBB", 400, 300, 8, 2, 0, 0, 0))
                    + chunk(b"IDAT", zlib.compress(bytes(50 * 1201))) + chunk(b"IEND", b""))
                """, [path])
            let png = try Data(contentsOf: URL(fileURLWithPath: path))
            try refuse(png, as: "image/png", 422, "cannot be decoded", "a sixth of the rows")
        }

        @Test("A picture of billions of pixels is refused before anything is decoded")
        func bombs() throws {
            let path = try Photos.file(Data())
            try Photos.python(
                """
                import struct, sys, zlib
                def chunk(name, data):
                    return struct.pack(">I", len(data)) + name + data + struct.pack(
                        ">I", zlib.crc32(name + data))
                packer = zlib.compressobj(9)
                data = b"".join(packer.compress(bytes(6251)) for row in range(50000)) + packer.flush()
                open(sys.argv[1], "wb").write(
                    b"\\x89PNG\\r\\n\\x1a\\n"
                    + chunk(b"IHDR", struct.pack(">IIBBBBB", 50000, 50000, 1, 0, 0, 0, 0))
                    + chunk(b"IDAT", data) + chunk(b"IEND", b""))
                """, [path])
            let bomb = try Data(contentsOf: URL(fileURLWithPath: path))
            try refuse(bomb, as: "image/png", 422, "50000 by 50000", "bomb")
        }

        @Test("What is hidden in or behind a photo is not kept")
        func polyglots() throws {
            let script = "<script>alert('SECRET')</script>"
            let zip = Data("PK\u{3}\u{4}SECRET".utf8) + Data("PK\u{5}\u{6}".utf8) + Data(count: 18)
            for bytes in [
                try Photos.picture("format='JPEG', comment=b\"\(script)\"") + Data(script.utf8),
                try Photos.picture("format='JPEG'") + zip,
            ] {
                let url = try Photos.add(bytes).json["url"].text
                let file = try stack.curl(url)
                #expect(file.status == 200 && file.body.range(of: Data("SECRET".utf8)) == nil)
            }
        }
    }
}

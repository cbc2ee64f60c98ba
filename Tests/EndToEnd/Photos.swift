import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// Pictures for tests, made by Pillow, and ways to send them.
    enum Photos {
        /// Where pictures are, until the tests end.
        private static let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("ght-photos-\(getpid())")

        /// Runs Debian's Python, whose packages the tests install.
        @discardableResult
        static func python(_ script: String, _ arguments: [String] = []) throws -> String {
            let outcome = try run(["/usr/bin/python3", "-c", script] + arguments)
            try #require(outcome.status == 0, "\(outcome.errors)")
            return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        /// Writes bytes to a file of its own.
        static func file(_ bytes: Data, _ name: String = UUID().uuidString) throws -> String {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            let file = directory.appendingPathComponent(name)
            try bytes.write(to: file)
            return file.path
        }

        /// A picture unlike all others, with a place in its EXIF, by what Pillow's `save` is given.
        static func picture(
            _ options: String = "format='JPEG'", size: (Int, Int) = (640, 480), turned: Int = 6
        ) throws -> Data {
            let path = try file(Data())
            try python(
                """
                import os, sys
                from PIL import Image
                picture = Image.frombytes("RGB", (8, 8), os.urandom(192))
                picture = picture.resize((\(size.0), \(size.1)))
                exif = Image.Exif()
                exif[0x0112], exif[0x010F] = \(turned), "SECRET-MAKER"
                gps = exif.get_ifd(0x8825)
                gps[1], gps[2] = "N", (50.0, 1.0, 2.0)
                picture.save(sys.argv[1], exif=exif, \(options))
                """, [path])
            return try Data(contentsOf: URL(fileURLWithPath: path))
        }

        /// curl's words for a body that is a picture as it is.
        static func raw(_ bytes: Data, _ type: String) throws -> [String] {
            ["-H", "Content-Type: \(type)", "--data-binary", "@\(try file(bytes))"]
        }

        /// Adds a photo to the gallery.
        static func add(
            _ bytes: Data, _ type: String = "image/jpeg", title: String = "",
            options: [String] = [], on stack: Stack = EndToEnd.stack
        ) throws -> Answer {
            try stack.curl(
                "/api/v1/admin/gallery?title=\(title)", as: stack.admin, method: "POST",
                options: raw(bytes, type) + options)
        }

        /// What Pillow says of a picture: format, size as shown, and the tags of its EXIF.
        static func describe(_ bytes: Data) throws -> String {
            try python(
                """
                import sys
                from PIL import Image, ImageOps
                image = Image.open(sys.argv[1])
                image.load()
                print(image.format, *ImageOps.exif_transpose(image).size, sorted(dict(image.getexif())))
                """, [file(bytes)])
        }

        /// The files of a stack's photos, by their path within the directory.
        static func stored(on stack: Stack = EndToEnd.stack) -> Set<String> {
            let root = stack.state.appendingPathComponent("data/photos")
            let files = FileManager.default.enumerator(atPath: root.path)?.allObjects ?? []
            return Set(files.compactMap { $0 as? String }.filter { $0.contains(".") })
        }

        /// The files that there should be by the rows.
        static func expected(on stack: Stack = EndToEnd.stack) throws -> Set<String> {
            Set(
                try stack.sql(
                    """
                    SELECT audience || '/' || left(digest, 2) || '/' || substr(digest, 3) || ending
                      FROM photos, LATERAL (VALUES ('-480.webp'), ('.' || CASE format
                           WHEN 'jpeg' THEN 'jpg' ELSE format::text END)) AS endings (ending)
                    """))
        }
    }
}

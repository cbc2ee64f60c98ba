import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// The gallery, from upload to removal.
    @Suite(.serialized) struct GalleryPhotos {
        @Test(
            "A photo of each format is cleaned, listed, and served for good",
            arguments: [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
        func life(format: String, type: String) throws {
            let original = try Photos.picture("format='\(format)'")
            let added = try Photos.add(original, type, title: "A%20tree")
            try #require(added.status == 201, "\(added.text)")
            let photo = added.json
            #expect(photo["title"].text == "A tree" && photo["content_type"].text == type)
            #expect(photo["width"].int == 480 && photo["height"].int == 640, "as it is shown")
            let location = try #require(added["Location"])
            #expect(try stack.curl(location).json == photo)
            #expect(try stack.curl("/api/v1/gallery").json["items"][0] == photo)

            let file = try stack.curl(photo["url"].text)
            #expect(file.status == 200 && file["Content-Type"] == type)
            #expect(file["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(file["X-Content-Type-Options"] == "nosniff")
            #expect(file["Content-Security-Policy"]?.contains("sandbox") == true)
            #expect(file.body.count == photo["bytes"].int)
            #expect(file.body.range(of: Data("SECRET".utf8)) == nil)
            #expect(try Photos.describe(file.body) == "\(format) 480 640 [274]")
            let thumbnail = try stack.curl(photo["thumbnail_url"].text)
            #expect(thumbnail["Content-Type"] == "image/webp")
            let small = try Photos.describe(thumbnail.body)
            #expect(small.hasPrefix("WEBP 360 480 "), "turned upright: \(small)")
            #expect(thumbnail.body.range(of: Data("SECRET".utf8)) == nil)

            let path = "/api/v1/admin/gallery/\(photo["id"].int ?? 0)"
            let renamed = try stack.curl(path, as: admin, method: "PATCH", json: #"{"title":"B"}"#)
            #expect(renamed.json["title"].text == "B")
            #expect(try stack.curl(path, as: admin, method: "DELETE").status == 204)
            #expect(try stack.curl(path, as: admin, method: "DELETE").status == 404)
            #expect(try stack.curl(location).status == 404)
            #expect(try stack.curl(photo["url"].text).status == 404)
            #expect(try stack.curl(photo["thumbnail_url"].text).status == 404)
            #expect(try Photos.stored() == Photos.expected())
        }

        @Test("A file comes in parts, and not again to who has it")
        func conditional() throws {
            let photo = try Photos.add(try Photos.picture()).json
            let url = photo["url"].text
            let whole = try stack.curl(url)
            let part = try stack.curl(url, options: ["-H", "Range: bytes=10-19"])
            #expect(part.status == 206 && part.body == whole.body[10..<20])
            #expect(try stack.curl(url, options: ["-H", "Range: bytes=9999999-"]).status == 416)
            let tag = try #require(whole["ETag"])
            let again = try stack.curl(url, options: ["-H", "If-None-Match: \(tag)"])
            #expect(again.status == 304 && again.body.isEmpty)
            #expect(try stack.curl(url, method: "POST").status == 405)
            let other = url.replacingOccurrences(of: "/files/", with: "/_photos/")
            #expect(try stack.curl(other).status == 404, "for the web server alone")
        }

        @Test("A form brings a photo and its title")
        func form() throws {
            let file = try Photos.file(Photos.picture(), "The hall.jpg")
            for name in ["file", "photo"] {
                let answer = try stack.curl(
                    "/api/v1/admin/gallery", as: admin,
                    options: ["-F", "title=Grüße, \"Hall\"", "-F", "\(name)=@\(file)"])
                #expect(answer.status == 201, "\(answer.text)")
                #expect(answer.json["title"].text == "Grüße, \"Hall\"")
            }
        }

        @Test("What is wrong with a form is said, all of it")
        func wrongForms() throws {
            let file = try Photos.file(Photos.picture())
            func send(_ words: [String]) throws -> Answer {
                try stack.curl("/api/v1/admin/gallery", as: admin, method: "POST", options: words)
            }
            let faults = try send([
                "-F", "title=\(String(repeating: "x", count: 201))", "-F", "colour=red",
                "-F", "colour=blue", "-F", "file=@\(file)", "-F", "photo=@\(file)",
            ])
            #expect(faults.status == 422)
            #expect(EndToEnd.pointers(faults) == ["/title", "/colour", "/colour", "/file"])
            #expect(EndToEnd.pointers(try send(["-F", "title=x"])) == ["/file"])
            let form = "Content-Type: multipart/form-data"
            #expect(try send(["-H", form, "--data-binary", "x"]).status == 400)
            #expect(try send(["-H", form + "; boundary=x", "--data-binary", "--x"]).status == 400)
            #expect(try send(["-H", "Content-Type: text/html", "--data", "x"]).status == 415)
            let strange = try send(Photos.raw(Data([1]), "image/png") + ["--url-query", "a=b"])
            #expect(strange.status == 400)
        }

        @Test("The same photo twice is one file for as long as one of them is there")
        func twice() throws {
            let picture = try Photos.picture()
            let (first, second) = (
                try Photos.add(picture).json, try Photos.add(picture, title: "again").json
            )
            #expect(first["url"] == second["url"] && first["id"] != second["id"])
            let url = first["url"].text
            for (photo, status) in [(first, 200), (second, 404)] {
                let path = "/api/v1/admin/gallery/\(photo["id"].int ?? 0)"
                #expect(try stack.curl(path, as: admin, method: "DELETE").status == 204)
                #expect(try stack.curl(url).status == status)
            }
        }

        @Test("A repeated upload with a key gets the first answer; another photo is refused")
        func repeated() throws {
            let (picture, other) = (try Photos.picture(), try Photos.picture())
            let key = ["-H", "Idempotency-Key: \(UUID())"]
            let first = try Photos.add(picture, options: key)
            let second = try Photos.add(picture, options: key)
            #expect(first.status == 201 && second.text == first.text)
            #expect(second["Idempotency-Replayed"] == "true")
            #expect(try Photos.add(other, options: key).status == 422)
            #expect(try Photos.add(picture, title: "x", options: key).status == 422)
            #expect(try Photos.stored() == Photos.expected())
        }

        @Test("A body over the limit is refused by the web server")
        func tooLarge() throws {
            let answer = try Photos.add(Data(count: 16 << 20))
            #expect(answer.status == 413 && answer.json["status"].int == 413)
            #expect(answer["Content-Type"] == "application/problem+json")
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Photos of plants that members ask about.
    @Suite(.serialized) struct PlantPhotos {
        private static let path = "/api/v1/plants/identifications"

        /// Somebody with a role and a trust level.
        private func person(_ role: String = "member", trust: String = "basic") throws -> [String] {
            let person = try EndToEnd.person()
            // What they did earns it; triggers keep the level by the counts.
            if trust == "basic" {
                try stack.sql(
                    """
                    INSERT INTO plant_identifications (user_id, note)
                    SELECT \(person.id), 'earlier' FROM generate_series(1, 10)
                    """)
            }
            try stack.sql("UPDATE users SET role = '\(role)' WHERE id = \(person.id)")
            return ["-H", "Authorization: Bearer \(try stack.token(person.login))"]
        }

        @Test("A plant's photo comes with a note or alone, as a form or as it is")
        func ways() throws {
            let owner = try person()
            let picture = try Photos.picture()
            let form = ["-F", "note=By the pond", "-F", "photo=@\(try Photos.file(picture))"]
            let raw = try Photos.raw(picture, "image/jpeg")
            for (query, words, note) in [
                ("", form, "By the pond"), ("?note=In%20the%20wood", raw, "In the wood"),
                ("", raw, ""),
            ] {
                let answer = try stack.curl(
                    Self.path + query, method: "POST", options: owner + words)
                try #require(answer.status == 201, "\(answer.text)")
                #expect(answer.json["note"].text == note)
                #expect(answer.json["status"].text == "requested")
                let file = try stack.curl(answer.json["photo_url"].text, options: owner)
                #expect(try Photos.describe(file.body) == "JPEG 480 640 [274]")
                let small = try stack.curl(answer.json["thumbnail_url"].text, options: owner)
                #expect(try Photos.describe(small.body).hasPrefix("WEBP 360 480 "))
            }
            let json = try stack.curl(
                Self.path, json: #"{"note":"No photo"}"#, options: owner)
            #expect(json.status == 201 && json.json["photo_url"].isNull)
            let list = try stack.curl(Self.path, options: owner).json["items"]
            #expect(list.elements.filter { !$0["photo_url"].isNull }.count == 3)
            let export = try stack.curl("/api/v1/profile/export", options: owner).json
            let urls = export["plant_identifications"].elements.map { $0["photo_url"].text }
            #expect(urls.filter { !$0.isEmpty }.count == 3)
        }

        @Test("Only its owner and moderators see a plant's photo")
        func access() throws {
            let owner = try person()
            let answer = try stack.curl(
                Self.path, method: "POST",
                options: owner + Photos.raw(try Photos.picture("format='PNG'"), "image/png"))
            let urls = [answer.json["photo_url"].text, answer.json["thumbnail_url"].text]
            for url in urls {
                let file = try stack.curl(url, options: owner)
                #expect(file.status == 200)
                #expect(file["Cache-Control"] == "private, max-age=31536000, immutable")
                #expect(file["Vary"] == "Authorization, Cookie")
                #expect(file["X-Content-Type-Options"] == "nosniff")
                #expect(file["Content-Security-Policy"]?.contains("sandbox") == true)
                #expect(file.all("Content-Type") == [url == urls[0] ? "image/png" : "image/webp"])
                let tag = try #require(file["ETag"])
                let again = ["-H", "If-None-Match: \(tag)"]
                #expect(try stack.curl(url, options: owner + again).status == 304)
                #expect(try stack.curl(url, options: again).status == 401)
                let range = ["-H", "Range: bytes=0-9"]
                let part = try stack.curl(url, options: owner + range)
                #expect(part.status == 206 && part.body == file.body.prefix(10))
                #expect(try stack.curl(url, options: person("moderator")).status == 200)
                #expect(try stack.curl(url, options: person() + range).status == 404)
                #expect(try stack.curl(url).status == 401)
            }
            // The file's name, which the public photos' addresses are made of, does not help.
            let digest = try stack.value(
                "SELECT digest FROM photos ORDER BY id DESC LIMIT 1")
            for path in [
                "/files/\(digest).png", "/files/\(digest)-480.webp", "/_photos/\(digest).png",
            ] {
                #expect(try stack.curl(path, options: owner).status == 404, "\(path)")
            }
        }

        @Test("Who has not earned trust yet cannot send photos, and nothing is kept of them")
        func trust() throws {
            let before = Photos.stored()
            let answer = try stack.curl(
                Self.path, method: "POST",
                options: person(trust: "new") + Photos.raw(Photos.picture(), "image/jpeg"))
            #expect(answer.status == 403 && answer.json["detail"].text.contains("trust level"))
            #expect(Photos.stored() == before)
            let note = try stack.curl(
                Self.path, method: "POST", json: #"{"note":"White flowers"}"#,
                options: person(trust: "new"))
            #expect(note.status == 201, "words take no trust: \(note.text)")
        }

        @Test("Moderators see what members asked about")
        func moderators() throws {
            let owner = try person()
            let asked = try stack.curl(
                Self.path, method: "POST",
                options: owner + Photos.raw(try Photos.picture(), "image/jpeg")
            ).json
            let list = try stack.curl(
                "/api/v1/moderator/identifications?status=requested", options: person("moderator"))
            let found = list.json["items"].elements.first { $0["id"] == asked["id"] }
            #expect(found?["photo_url"] == asked["photo_url"])
            #expect(found?["user"]["name"].text == "Pia Person")
        }

        @Test("A body of another kind is refused, and the kinds are named")
        func kinds() throws {
            let answer = try stack.curl(
                Self.path, as: member, method: "POST",
                options: ["-H", "Content-Type: text/plain", "--data", "x"])
            #expect(answer.status == 415)
            for type in ["application/json", "image/webp", "multipart/form-data"] {
                #expect(answer.json["detail"].text.contains(type))
            }
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What members ask about plants, what moderators answer, and what members keep.
    @Suite(.serialized) struct Garden {
        private let plants = "/api/v1/plants/identifications"
        private let cards = "/api/v1/plants/care-cards"

        private func moderator() throws -> [String] {
            ["-H", "Authorization: \(try EndToEnd.bearer(of: 1, role: "moderator"))"]
        }

        private func decide(_ id: Int, _ json: String, _ options: [String] = []) throws -> Answer {
            try stack.curl(
                "\(plants)/\(id)", method: "PATCH", json: json, options: moderator() + options)
        }

        private func ids(_ answer: Answer) -> [Int] {
            answer.json["items"].elements.compactMap { $0["id"].int }
        }

        @Test("A moderator says what a plant is, another one corrects it, and a third gives up")
        func verdicts() throws {
            let person = try EndToEnd.person()
            let id = try Spares.identification(of: person.id)
            func shown() throws -> JSONValue {
                try stack.curl(plants, options: person.bearer).json["items"][0]
            }
            #expect(try shown()["status"].text == "requested")
            #expect(try shown()["species"].isNull && shown()["decided_at"].isNull)
            for (json, species, confidence) in [
                (#""species":"Bellis perennis","confidence":0.93"#, "Bellis perennis", "0.930"),
                (#""species":"Bellis","confidence":0.12345"#, "Bellis", "0.123"),
                (#""species":"Hedera helix""#, "Hedera helix", ""),
                (#""species":"Ἔλαιον 🌿","confidence":1"#, "Ἔλαιον 🌿", "1.000"),
            ] {
                let answer = try decide(id, #"{"status":"identified",\#(json)}"#)
                try #require(answer.status == 200, "\(answer.text)")
                #expect(answer.json["species"].text == species)
                #expect(!answer.json["decided_at"].isNull)
                #expect(try shown() == answer.json)
                let kept = try stack.sql(
                    "SELECT confidence, decided_by FROM plant_identifications WHERE id = \(id)")
                #expect(kept == ["\(confidence)|1"])
            }
            let failed = try decide(id, #"{"status":"failed"}"#)
            #expect(failed.json["status"].text == "failed" && failed.json["species"].isNull)
            #expect(failed.json["confidence"].isNull && !failed.json["decided_at"].isNull)
        }

        @Test(
            "All that is wrong with a verdict is named, and nothing is decided",
            arguments: [
                (#"{"status":"identified"}"#, ["/species"]),
                (#"{"status":"identified","species":""}"#, ["/species"]),
                (
                    #"{"status":"requested","species":"x","confidence":1}"#,
                    ["/status", "/species", "/confidence"]
                ),
                (
                    #"{"status":"failed","species":"x","confidence":0}"#,
                    ["/species", "/confidence"]
                ),
                (#"{"status":"known","species":5}"#, ["/status", "/species"]),
                (#"{"status":"identified","species":"x","confidence":1.001}"#, ["/confidence"]),
                (#"{"status":"identified","species":"x","confidence":-0.1}"#, ["/confidence"]),
                (#"{"status":"identified","species":"x","confidence":"0.5"}"#, ["/confidence"]),
                (#"{"status":"identified","species":"x","confidence":1e400}"#, ["/confidence"]),
                (#"{"species":"x","colour":"red"}"#, ["/colour", "/status"]),
            ])
        func faults(_ json: String, _ wanted: [String]) throws {
            let id = try Spares.identification(of: 2)
            let answer = try decide(id, json)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(pointers(answer) == wanted)
            let status = try stack.sql(
                "SELECT status FROM plant_identifications WHERE id = \(id)")
            #expect(status == ["requested"])
        }

        @Test("Verdicts are for moderators, about what is there, as they know it")
        func rights() throws {
            let person = try EndToEnd.person()
            let id = try Spares.identification(of: person.id)
            let verdict = #"{"status":"failed"}"#
            for (options, status) in [([], 401), (person.bearer, 403)] {
                let answer = try stack.curl(
                    "\(plants)/\(id)", method: "PATCH", json: verdict, options: options)
                #expect(answer.status == status)
            }
            #expect(try decide(999_999_999, verdict).status == 404)
            let first = try decide(id, #"{"status":"identified","species":"Rosa"}"#)
            let tag = try #require(first["ETag"])
            #expect(try decide(id, verdict, ["-H", "If-Match: \(tag)"]).status == 200)
            #expect(try decide(id, verdict, ["-H", "If-Match: \(tag)"]).status == 412)
        }

        @Test(
            "Of verdicts given at once one stands, whole, and of those that know the former just one"
        )
        func verdictsAtOnce() throws {
            let id = try Spares.identification(of: 2)
            let before = try decide(id, #"{"status":"identified","species":"None","confidence":0}"#)
            let bearer = try moderator()[1].dropFirst("Authorization: ".count)
            func requests(_ headers: [String: String]) -> [Load.Request] {
                (1...30).map { number in
                    Load.Request(
                        method: "PATCH", path: "\(plants)/\(id)",
                        body: #"{"status":"identified","species":"Species \#(number)","#
                            + #""confidence":0.\#(number + 100)}"#,
                        headers: headers.merging(["Authorization": String(bearer)]) { $1 })
                }
            }
            func species() throws -> [String] {
                try stack.sql(
                    """
                    SELECT species FROM plant_identifications WHERE id = \(id)
                       AND species = 'Species ' || (confidence * 1000 - 100)::int
                    """)
            }
            let tag = try #require(before["ETag"])
            let knowing = try Load(stack: stack).burst(requests(["If-Match": tag]))
            #expect(knowing.filter { $0.status == 200 }.count == 1)
            #expect(knowing.filter { $0.status == 412 }.count == 29)
            let won = knowing.first { $0.status == 200 }?.json["species"].text
            #expect(try species() == [won ?? ""])
            let all = try Load(stack: stack).burst(requests([:]))
            #expect(Set(all.map(\.status)) == [200])
            #expect(try species().count == 1)
        }

        @Test("A plant that nobody could identify earns no trust any more")
        func trust() throws {
            let person = try EndToEnd.person()
            let all = try (0..<10).map { _ in try Spares.identification(of: person.id) }
            func trust() throws -> String {
                try stack.curl("/api/v1/profile", options: person.bearer).json["trust_level"].text
            }
            #expect(try trust() == "basic")
            _ = try decide(all[3], #"{"status":"failed"}"#)
            #expect(try trust() == "new")
            _ = try decide(all[3], #"{"status":"failed"}"#)
            _ = try decide(all[3], #"{"status":"identified","species":"Rosa"}"#)
            #expect(try trust() == "basic")
        }

        @Test("Previous searches are the caller's own, newest first, by status and page by page")
        func searches() throws {
            let person = try EndToEnd.person()
            let all = try (0..<5).map { number in
                try Spares.identification(
                    of: person.id, at: "now() - \(number % 3) * interval '1 day'")
            }
            _ = try decide(all[1], #"{"status":"identified","species":"Rosa"}"#)
            _ = try decide(all[4], #"{"status":"identified","species":"Rosa"}"#)
            let wanted = [all[3], all[0], all[4], all[1], all[2]]
            #expect(try ids(stack.curl(plants, options: person.bearer)) == wanted)
            let some = try stack.curl("\(plants)?status=identified", options: person.bearer)
            #expect(ids(some) == [all[4], all[1]])
            #expect(some.json["pagination"]["total"].int == 2)
            let two = try stack.curl("\(plants)?page_size=2", options: person.bearer)
            #expect(ids(two) == Array(wanted[..<2]))
            let next = two.json["pagination"]["next"].text
            let more = try stack.curl(
                "\(plants)?page_size=3&cursor=\(next)", options: person.bearer)
            #expect(ids(more) == Array(wanted[2...]))
            #expect(try stack.curl("\(plants)?status=known", as: member).status == 400)
            let strangers = try EndToEnd.person()
            #expect(try ids(stack.curl(plants, options: strangers.bearer)) == [])
        }

        @Test("A care card keeps what was advised, with its source, for its owner alone")
        func careCards() throws {
            let person = try EndToEnd.person()
            func save(_ json: String, _ options: [String] = []) throws -> Answer {
                try stack.curl(cards, json: json, options: person.bearer + options)
            }
            let text = #"Water weekly.\nNever the leaves: \"half shade\" 🌱"#
            let first = try save(
                #"{"plant":"Bellis","title":"Daisies","text":"\#(text)","source":"the handbook"}"#)
            try #require(first.status == 201, "\(first.text)")
            #expect(
                first.json.names == ["id", "plant", "title", "text", "source", "created_at"])
            #expect(first.json["text"].text == "Water weekly.\nNever the leaves: \"half shade\" 🌱")
            let key = ["-H", "Idempotency-Key: \(UUID())"]
            let body = #"{"plant":"Rosa","title":"Roses","text":"Cut back."}"#
            let second = try save(body, key)
            #expect(second.json["source"].text == "")
            #expect(try save(body, key).body == second.body)
            let list = try stack.curl(cards, options: person.bearer).json
            #expect(list["items"].elements == [second.json, first.json])
            #expect(list["pagination"]["total"].int == 2)
            let page = try stack.curl("\(cards)?page_size=1&page=2", options: person.bearer).json
            #expect(page["items"].elements == [first.json])
            let export = try stack.curl("/api/v1/profile/export", options: person.bearer).json
            #expect(export["care_cards"].elements == [first.json, second.json])

            let one = "\(cards)/\(try #require(first.json["id"].int))"
            let foreign = try stack.curl(one, as: member, method: "DELETE")
            let none = try stack.curl("\(cards)/999999999", as: member, method: "DELETE")
            #expect(foreign.status == 404 && none.status == 404)
            #expect(foreign.json["detail"] == none.json["detail"])
            #expect(try stack.curl(one, method: "DELETE").status == 401)
            #expect(try stack.curl(one, method: "DELETE", options: person.bearer).status == 204)
            #expect(try stack.curl(one, method: "DELETE", options: person.bearer).status == 404)
            #expect(try ids(stack.curl(cards, options: person.bearer)).count == 1)
        }

        @Test("All that is wrong with a care card is named, and nothing is saved")
        func cardFaults() throws {
            let before = try stack.sql("SELECT count(*) FROM care_cards")
            func long(_ length: Int) -> String { String(repeating: "é", count: length) }
            for (json, wanted) in [
                (
                    #"{"plant":"","title":5,"colour":"red"}"#,
                    ["/plant", "/title", "/colour", "/text"]
                ),
                (
                    #"{"plant":"\#(long(201))","title":"\#(long(201))","text":"\#(long(10_001))","#
                        + #""source":"\#(long(501))"}"#, ["/plant", "/title", "/text", "/source"]
                ),
            ] {
                let answer = try stack.curl(cards, as: member, json: json)
                #expect(answer.status == 422)
                #expect(pointers(answer) == wanted)
            }
            #expect(try stack.sql("SELECT count(*) FROM care_cards") == before)
            let most = try stack.curl(
                cards, as: member,
                json: #"{"plant":"\#(long(200))","title":"\#(long(200))","#
                    + #""text":"\#(long(10_000))","source":"\#(long(500))"}"#)
            #expect(most.status == 201)
            let id = try #require(most.json["id"].int)
            #expect(try stack.curl("\(cards)/\(id)", as: member, method: "DELETE").status == 204)
        }
    }
}

import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What members and moderators do in the forum.
    @Suite(.serialized) struct ForumLife {
        private func begin(
            _ options: [String], subject: String = "A topic", body: String = "Its first post."
        ) throws -> Int {
            let answer = try stack.curl(
                "/api/v1/forums/neighbours/topics",
                json: #"{"subject":"\#(subject)","body":"\#(body)"}"#, options: options)
            try #require(answer.status == 201, "\(answer.text)")
            #expect(answer.json["unread_count"].int == 0)
            return try #require(answer.json["id"].int)
        }

        private func write(_ topic: Int, _ options: [String]) throws -> Answer {
            try stack.curl(
                "/api/v1/topics/\(topic)/posts", json: #"{"body":"Another one."}"#,
                options: options)
        }

        private func patch(_ topic: Int, _ change: String) throws -> Answer {
            try stack.curl(
                "/api/v1/topics/\(topic)", as: admin, method: "PATCH", json: change)
        }

        private func ids(_ answer: Answer) -> [Int] {
            answer.json["items"].elements.compactMap { $0["id"].int }
        }

        @Test("A hidden topic is there for moderators alone, and the public log says who hid it")
        func hiding() throws {
            let person = try EndToEnd.person()
            let topic = try begin(person.bearer)
            let change = #"{"status":"hidden","reason":"Spam"}"#
            let mine = try stack.curl(
                "/api/v1/topics/\(topic)", method: "PATCH", json: change, options: person.bearer)
            #expect(mine.status == 403)
            #expect(try patch(topic, change).status == 200)
            for path in ["", "/posts", "/export"] {
                let path = "/api/v1/topics/\(topic)\(path)"
                #expect(try stack.curl(path).status == 404)
                #expect(try stack.curl(path, options: person.bearer).status == 404)
                #expect(try stack.curl(path, as: admin).status == 200)
            }
            #expect(try write(topic, person.bearer).status == 404)
            let list = "/api/v1/forums/neighbours/topics?page_size=100"
            #expect(try !ids(stack.curl(list, options: person.bearer)).contains(topic))
            #expect(try ids(stack.curl(list, as: admin)).contains(topic))
            let entry = try stack.curl("/api/v1/forum/moderation-log").json["items"][0]
            #expect(entry["topic_id"].int == topic && entry["reason"].text == "Spam")
            #expect(entry["changes"]["status"].elements.map(\.text) == ["open", "hidden"])
            #expect(try patch(topic, #"{"status":"open"}"#).status == 200)
            #expect(try ids(stack.curl(list, options: person.bearer)).contains(topic))
        }

        @Test("A closed topic takes no posts; an announcement stands first; its author edits it")
        func moderating() throws {
            let person = try EndToEnd.person()
            let topic = try begin(person.bearer)
            #expect(try patch(topic, #"{"status":"closed"}"#).status == 200)
            #expect(try write(topic, person.bearer).status == 409)
            #expect(try patch(topic, #"{"status":"open","type":"announce"}"#).status == 200)
            let later = try begin(person.bearer)
            let list = try ids(stack.curl("/api/v1/forums/neighbours/topics?page_size=100"))
            let places = [topic, later].compactMap { list.firstIndex(of: $0) }
            #expect(places.count == 2 && places == places.sorted())
            let change = #"{"subject":"Better words"}"#
            let path = "/api/v1/topics/\(topic)"
            let other = try EndToEnd.person()
            let strangers = try stack.curl(
                path, method: "PATCH", json: change, options: other.bearer)
            #expect(strangers.status == 403)
            let own = try stack.curl(path, method: "PATCH", json: change, options: person.bearer)
            #expect(own.json["subject"].text == "Better words")
            #expect(try patch(topic, #"{"type":"post"}"#).status == 200)
        }

        @Test("A member's visits count once an hour, and those of nobody not at all")
        func views() throws {
            let topic = try begin(try EndToEnd.person().bearer)
            let path = "/api/v1/topics/\(topic)"
            let visitors = try (0..<2).map { _ in try EndToEnd.person() }
            for _ in 0..<3 {
                #expect(try stack.curl(path).status == 200)
                for visitor in visitors { _ = try stack.curl(path, options: visitor.bearer) }
            }
            #expect(try stack.curl(path, as: admin).json["views_count"].int == 3)
            let old = "UPDATE topic_reads SET read_at = now() - interval '61 minutes'"
            try stack.sql("\(old) WHERE user_id = \(visitors[0].id) AND topic_id = \(topic)")
            let again = try stack.curl(path, options: visitors[0].bearer)
            #expect(again.json["views_count"].int == 4)
        }

        @Test("A member is told how many posts are new, as far as his own marks say")
        func unread() throws {
            let author = try EndToEnd.person()
            let reader = try EndToEnd.person()
            let topic = try begin(author.bearer)
            for _ in 0..<4 { #expect(try write(topic, author.bearer).status == 201) }
            let path = "/api/v1/topics/\(topic)"
            func unread(_ person: Person) throws -> Int? {
                let one = try stack.curl(path, options: person.bearer).json["unread_count"].int
                let list = try stack.curl(
                    "/api/v1/forums/neighbours/topics?page_size=100", options: person.bearer)
                let same = list.json["items"].elements.first { $0["id"].int == topic }
                #expect(same?["unread_count"].int == one)
                return one
            }
            func mark(_ body: String) throws -> Int {
                try stack.curl(
                    path + "/read", method: "PUT", json: body, options: reader.bearer
                ).status
            }
            #expect(try unread(author) == 0)
            #expect(try unread(reader) == 5)
            #expect(try mark(#"{"position":3}"#) == 204)
            #expect(try unread(reader) == 2)
            #expect(try mark(#"{"position":1}"#) == 204)
            #expect(try unread(reader) == 2, "a mark does not move back")
            #expect(try mark(#"{"position":99}"#) == 204)
            #expect(try unread(reader) == 0)
            #expect(try write(topic, author.bearer).status == 201)
            #expect(try unread(reader) == 1)
            #expect(try write(topic, reader.bearer).status == 201)
            #expect(try unread(reader) == 0 && unread(author) == 1)
            #expect(try mark(#"{"position":0}"#) == 422)
            #expect(try stack.curl(path).json["unread_count"].isNull)
            #expect(try stack.curl(path).json["followed"].isNull)
            for (method, isFollowed) in [("PUT", true), ("DELETE", false), ("PUT", true)] {
                _ = try stack.curl(path + "/follow", method: method, options: reader.bearer)
                let one = try stack.curl(path, options: reader.bearer).json
                #expect(one["followed"] == .bool(isFollowed))
            }
            let following = "/api/v1/forum/threads?tab=following"
            #expect(try write(topic, author.bearer).status == 201)
            for expected in [1, 0] {
                let list = try stack.curl(following, options: reader.bearer)
                #expect(list.json["items"][0]["unread_count"].int == expected)
                #expect(
                    try stack.curl(path + "/read", method: "PUT", options: reader.bearer).status
                        == 204)
            }
        }

        @Test("The page with a post leads on to the pages around it")
        func jumping() throws {
            let author = try EndToEnd.person()
            let topic = try begin(author.bearer)
            for _ in 0..<9 { #expect(try write(topic, author.bearer).status == 201) }
            let posts = "/api/v1/topics/\(topic)/posts?page_size=3"
            let all = try ids(stack.curl("/api/v1/topics/\(topic)/posts?page_size=100"))
            try #require(all.count == 10)
            for (index, post) in all.enumerated() {
                let answer = try stack.curl("\(posts)&at=post:\(post)")
                let facts = answer.json["pagination"]
                let page = index / 3
                #expect(ids(answer) == Array(all[(page * 3)..<min(page * 3 + 3, 10)]))
                #expect(facts["page"].int == page + 1 && facts["total"].int == 10)
                #expect(facts["has_next"] == .bool(page < 3))
                #expect(facts["has_previous"] == .bool(page > 0))
                #expect(facts["next"].isNull == (page == 3))
                if page < 3 {
                    let next = try stack.curl("\(posts)&cursor=\(facts["next"].text)")
                    #expect(ids(next) == Array(all[(page * 3 + 3)..<min(page * 3 + 6, 10)]))
                    let link = answer["Link"] ?? ""
                    #expect(link.contains("page=\(page + 2)>; rel=\"next\""))
                    #expect(!link.contains("at="))
                }
                if page > 0 {
                    let before = try stack.curl("\(posts)&cursor=\(facts["previous"].text)")
                    #expect(ids(before) == Array(all[(page * 3 - 3)..<(page * 3)]))
                }
            }
            #expect(try stack.curl("\(posts)&at=post:1").status == 404)
            let other = try stack.curl("\(posts)&at=post:\(all[0])&page=2&cursor=x")
            #expect(other.status == 400 && EndToEnd.pointers(other) == ["/page", "/cursor"])
        }

        @Test("Forums are a tree, and a thread names those above its own")
        func tree() throws {
            let forums = try stack.curl("/api/v1/forums").json["items"].elements
            func forum(_ slug: String) -> JSONValue {
                forums.first { $0["slug"].text == slug } ?? .null
            }
            #expect(forum("community")["parent_id"].isNull)
            #expect(forum("general")["parent_id"] == forum("community")["id"])
            #expect(forum("neighbours")["parent_id"] == forum("general")["id"])
            let threads = try stack.curl("/api/v1/forum/threads?tab=recent&forum=neighbours").json
            let parents = threads["items"][0]["forum"]["parents"].elements
            #expect(parents.map { $0["slug"].text } == ["community", "general"])
        }

        @Test("The numbers that triggers keep are those of a recount")
        func counts() throws {
            let person = try EndToEnd.person()
            let topic = try begin(person.bearer)
            _ = try write(topic, person.bearer)
            _ = try patch(topic, #"{"status":"hidden","type":"sticky"}"#)
            // One that brings its posts along, with their number.
            let brought = try stack.sql(
                """
                WITH t AS (INSERT INTO topics (forum_id, user_id, posts_count, subject, excerpt)
                           SELECT id, \(person.id), 3, 'Brought', 'x' FROM forums
                            WHERE slug = 'garden' RETURNING id)
                INSERT INTO posts (topic_id, user_id, position, body)
                SELECT id, \(person.id), n, 'x' FROM t, generate_series(1, 3) AS n
                RETURNING topic_id
                """)
            let fourth = try write(#require(Int(brought[0])), person.bearer)
            #expect(fourth.json["position"].int == 4)
            let differences = [
                """
                SELECT forum_id, topics, posts FROM forum_counts WHERE topics <> 0 EXCEPT
                SELECT forum_id, count(*), sum(posts_count) FROM topics
                 WHERE status <> 'hidden' GROUP BY 1
                """,
                """
                SELECT forum_id, day, type, status, topics::int8 FROM topic_counts
                 WHERE topics <> 0 EXCEPT
                SELECT forum_id, (last_post_at AT TIME ZONE 'UTC')::date, type, status, count(*)
                  FROM topics GROUP BY 1, 2, 3, 4
                """,
                """
                SELECT id, posts_count::int8 FROM topics
                 WHERE EXISTS (SELECT FROM posts WHERE topic_id = topics.id) EXCEPT
                SELECT topic_id, count(*) FROM posts GROUP BY 1
                """,
                """
                SELECT user_id, posts::int8 FROM member_counts WHERE posts <> 0 EXCEPT
                SELECT user_id, count(*) FROM posts GROUP BY 1
                """,
            ]
            for difference in differences {
                let rows = try stack.sql(difference)
                #expect(rows == [], "\(difference)")
            }
        }

        @Test("An export has the whole thread, in order")
        func export() throws {
            let topic = try stack.value(
                "SELECT id FROM topics WHERE status = 'open' ORDER BY posts_count DESC LIMIT 1")
            let answer = try stack.curl("/api/v1/topics/\(topic)/export").json
            let posts = try stack.sql(
                "SELECT id FROM posts WHERE topic_id = \(topic) ORDER BY position")
            #expect(answer["complete"] == .bool(true))
            #expect(answer["posts"].elements.compactMap { $0["id"].int.map(String.init) } == posts)
            #expect(posts.count >= 20)
        }

        @Test("Paging by cursor skips and repeats nothing that did not itself move")
        func stablePaging() throws {
            let author = try EndToEnd.person()
            let before = try stack.sql(
                """
                SELECT t.id FROM topics t JOIN forums f ON f.id = t.forum_id
                 WHERE f.slug = 'music' AND t.status <> 'hidden'
                 ORDER BY t.last_post_at DESC, t.id DESC
                """
            ).compactMap { Int($0) }
            try #require(before.count > 60)
            let list = "/api/v1/forum/threads?tab=recent&forum=music&page_size=10"
            var answer = try stack.curl(list)
            var seen = ids(answer)
            var moved: Set<Int> = []
            while answer.json["pagination"]["has_next"] == .bool(true) {
                // Whoever is still ahead may come to the top, and a new one stands there too.
                if let bumped = before.first(where: { !seen.contains($0) && !moved.contains($0) }),
                    try write(bumped, author.bearer).status == 201
                {
                    moved.insert(bumped)
                }
                let new = try stack.curl(
                    "/api/v1/forums/music/topics", json: #"{"subject":"New","body":"New."}"#,
                    options: author.bearer)
                #expect(new.status == 201)
                answer = try stack.curl(
                    "\(list)&cursor=\(answer.json["pagination"]["next"].text)")
                seen += ids(answer)
            }
            #expect(Set(seen).count == seen.count, "nothing comes twice")
            #expect(seen == before.filter { !moved.contains($0) }, "nothing is left out")
            #expect(moved.count > 3)
        }
    }
}

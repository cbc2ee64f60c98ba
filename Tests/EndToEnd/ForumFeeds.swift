import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Feeds as a feed reader understands them.
    @Suite(.serialized) struct ForumFeeds {
        /// Reads a feed strictly as XML, and then as feed readers do.
        private func parse(_ feed: Answer) throws -> JSONValue {
            let program = """
                import feedparser, json, sys, xml.etree.ElementTree
                text = sys.stdin.buffer.read()
                root = xml.etree.ElementTree.fromstring(text)
                feed = feedparser.parse(text)
                entry = lambda one: {
                    "id": one.id, "title": one.title, "author": one.author, "updated": one.updated,
                    "published": one.published, "summary": one.summary, "link": one.links[0].href}
                json.dump({"bozo": bool(feed.bozo), "version": feed.version, "root": root.tag,
                           "id": feed.feed.id, "title": feed.feed.title, "updated": feed.feed.updated,
                           "self": [l.href for l in feed.feed.links if l.rel == "self"],
                           "entries": [entry(one) for one in feed.entries]}, sys.stdout)
                """
            // The library is Debian's, and so is the Python that finds it.
            let outcome = try run(["/usr/bin/python3", "-c", program], input: feed.text)
            guard outcome.status == 0 else { throw Stack.Failure(description: outcome.errors) }
            return JSONValue(outcome.output)
        }

        @Test("A feed has the forum's topics, newest first, for real feed readers")
        func reading() throws {
            let path = "/api/v1/forums/general/feed.atom"
            let answer = try stack.curl(path)
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/atom+xml")
            let feed = try parse(answer)
            #expect(feed["bozo"] == .bool(false) && feed["version"].text == "atom10")
            #expect(feed["root"].text == "{http://www.w3.org/2005/Atom}feed")
            #expect(feed["title"].text == "General" && feed["self"][0].text == path)
            let wanted = try stack.sql(
                """
                SELECT 'urn:guildhall:topic:' || t.id
                  FROM topics t JOIN forums f ON f.id = t.forum_id
                 WHERE f.slug = 'general' AND t.status <> 'hidden'
                 ORDER BY t.last_post_at DESC, t.id DESC LIMIT 50
                """)
            let entries = feed["entries"].elements
            #expect(entries.map { $0["id"].text } == wanted && wanted.count == 50)
            #expect(feed["updated"] == entries[0]["updated"])
            #expect(entries.allSatisfy { !$0["author"].text.isEmpty && !$0["title"].text.isEmpty })
        }

        @Test("What members write is text in a feed, whatever it is")
        func escaping() throws {
            let subject = #"</title><b>&amp; "quoted" 'too' ]]> é 🎉"#
            let body = #"<script>alert(1)</script>\u0001\u000b\ufffe & more"#
            let json = subject.replacingOccurrences(of: "\"", with: "\\\"")
            let made = try stack.curl(
                "/api/v1/forums/help/topics", as: member,
                json: #"{"subject":"\#(json)","body":"\#(body)"}"#)
            try #require(made.status == 201, "\(made.text)")
            let path = "/api/v1/forums/help/feed.atom"
            let entry = try parse(stack.curl(path))["entries"][0]
            let raw = try stack.curl(path).text
            #expect(raw.contains("&lt;script&gt;") && !raw.contains("<script>"))
            #expect(entry["id"].text == "urn:guildhall:topic:\(made.json["id"].int ?? 0)")
            #expect(entry["link"].text == "/api/v1/topics/\(made.json["id"].int ?? 0)")
            #expect(raw.contains("<title>&lt;/title&gt;&lt;b&gt;&amp;amp; &quot;quoted&quot; "))
            #expect(raw.contains("'too' ]]&gt; é 🎉</title>"))
        }

        @Test("A feed that has not changed is not sent again; an empty one is a feed too")
        func conditions() throws {
            let path = "/api/v1/forums/deutsch/feed.atom"
            let first = try stack.curl(path)
            let tag = try #require(first["ETag"])
            #expect(first["Cache-Control"] == "public, max-age=60")
            let same = try stack.curl(path, options: ["-H", "If-None-Match: \(tag)"])
            #expect(same.status == 304 && same.body.isEmpty)
            try stack.sql(
                """
                INSERT INTO forums (slug, name, position) VALUES ('void', 'Void & more', 99)
                    ON CONFLICT DO NOTHING
                """)
            let empty = try parse(stack.curl("/api/v1/forums/void/feed.atom"))
            #expect(empty["bozo"] == .bool(false) && empty["entries"].elements.isEmpty)
            #expect(empty["title"].text == "Void & more")
            #expect(try stack.curl("/api/v1/forums/nowhere/feed.atom").status == 404)
        }
    }
}

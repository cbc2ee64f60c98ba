import Cache
import Configuration
import JSON
import Synchronization
import TestSupport
import Testing

@testable import API

/// An answer that is kept, and tells how often it was made.
private enum Kept: Endpoint {
    static let operation = Operation(.get, "/kept", "k", access: .anyone)
    static let name = Query<String>("name", length: 0...80, "A part of the key.")
    static let size = Query<Int>("size", default: 10, in: 0...100_000, "Bytes.")
    static let own = Query<Bool>("own", default: false, "Whether it is the caller's own.")
    static let madeSoFar = Atomic(0)

    static var parameters: [ParameterDeclaration] { .of(name, size, own) }
    static var success: Success { .json(.any, "Anything.") }
    static let caching: CachePolicy? = CachePolicy { values, caller in
        guard let name = values[name] else { return nil }
        let isOwn = values[own] ?? false
        return (
            .init(
                [name, String(values[size] ?? 0), isOwn ? "\(caller?.id ?? 0)" : ""],
                for: Settings.recentSeconds, outdatedBy: [CachePrefix("all")]),
            isOwn ? .caller : .everyone
        )
    }
    static func respond(to call: Call) throws {
        let made = madeSoFar.add(1, ordering: .relaxed).newValue
        call.reply.add("Link", "</\(call.values[name] ?? "")>; rel=\"x\"")
        try call.json {
            try $0.array { json in
                try json.int(Int64(made))
                for _ in 0..<(call.values[size] ?? 0) / 10 { try json.string("0123456789") }
            }
        }
        call.tag()
    }
}

/// A change that puts kept answers out of date.
private enum Outdate: Endpoint {
    static let operation = Operation(.put, "/kept", "o", access: .member)
    static var success: Success { .nothing("Done.") }
    static func outdated(by caller: Caller?) -> [CachePrefix] { [CachePrefix("all")] }
    static func respond(to call: Call) throws { call.nothing() }
}

@Suite("Calls whose answers are kept", .serialized)
struct CachedCalls {
    private let site: Site

    init() throws { site = try Site([Kept.self, Outdate.self]) }

    private func get(
        _ query: String, _ fields: [(String, String)] = [], method: String = "GET"
    ) -> FastCGIClient.Answer {
        site.answer(method, "/api/v1/kept", query: query, fields)
    }

    private var member: [(String, String)] { Site.bearer(Site.token("member")) }

    @Test("An answer is made once for each key")
    func hits() {
        let first = get("name=a")
        #expect(first.field("X-Cache") == "miss" && first.field("Status") == "200")
        let second = get("name=a")
        #expect(second.field("X-Cache") == "hit" && second.body == first.body)
        #expect(second.field("Link") == first.field("Link"))
        #expect(second.field("Content-Type") == "application/json")
        #expect(second.field("ETag") == first.field("ETag"))
        #expect(get("name=b").field("X-Cache") == "miss")
        #expect(get("name=a&size=11").field("X-Cache") == "miss")
    }

    @Test("A call without a key is answered as ever")
    func bypasses() {
        let answers = [get(""), get("")]
        #expect(answers.map { $0.field("X-Cache") } == ["bypass", "bypass"])
        #expect(answers[0].body != answers[1].body)
        #expect(answers[0].field("Cache-Control") == "no-store")
    }

    @Test("Others may keep what everybody sees while it is good, and nobody a member's own")
    func publicity() {
        for _ in 0..<2 {
            let everyones = get("name=c")
            let control = everyones.field("Cache-Control") ?? ""
            let seconds = Int(control.dropFirst("public, max-age=".count)) ?? -1
            #expect((28...30).contains(seconds), "\(control)")
            #expect(everyones.field("Vary") == "Authorization, Cookie")
            #expect(get("name=c", member).field("Cache-Control") == "private, no-cache")
            let own = get("name=c&own=true", member)
            #expect(own.field("Cache-Control") == "private, no-cache")
        }
        #expect(get("name=c", member).body == get("name=c").body)
    }

    @Test("Who has the answer already gets 304, whether it was kept or just made")
    func conditions() {
        let tag = get("name=d").field("ETag") ?? ""
        #expect(tag.hasPrefix("W/\""))
        for field in [tag, String(tag.dropFirst(2)), "\"x\", \(tag)"] {
            let answer = get("name=d", [("HTTP_IF_NONE_MATCH", field)])
            #expect(answer.field("Status") == "304" && answer.body.isEmpty)
            #expect(answer.field("X-Cache") == "hit" && answer.field("ETag") == tag)
            #expect(answer.field("Content-Encoding") == nil)
        }
        #expect(get("name=d", [("HTTP_IF_NONE_MATCH", "\"x\"")]).field("Status") == "200")
        let any = get("name=e", [("HTTP_IF_NONE_MATCH", "*")])
        #expect(any.field("Status") == "304" && any.field("X-Cache") == "miss")
        #expect(get("name=e").body.hasPrefix("["))
    }

    @Test("HEAD fills the cache with the whole answer and gets its head")
    func head() {
        let head = get("name=f", method: "HEAD")
        #expect(head.field("X-Cache") == "miss" && head.body.isEmpty)
        let whole = get("name=f")
        #expect(whole.field("X-Cache") == "hit" && whole.body.hasPrefix("["))
        #expect(whole.field("Content-Length") == head.field("Content-Length"))
    }

    @Test("A long answer is kept compressed, and one beyond the buffer is not kept")
    func sizes() {
        let long = get("name=g&size=9000")
        #expect(long.field("Content-Encoding") == "gzip")
        #expect((Int(long.field("Content-Length") ?? "") ?? 9_000) < 1_000)
        #expect(get("name=g&size=9000").field("X-Cache") == "hit")
        for _ in 0..<2 {
            let longer = get("name=g&size=40000")
            #expect(longer.field("X-Cache") == "miss" && longer.body.utf8.count > 40_000)
        }
    }

    @Test("A change puts out of date what it says, and a change that fails nothing")
    func invalidation() {
        let first = get("name=h")
        #expect(site.status("PUT", "/api/v1/kept") == "401")
        #expect(get("name=h").body == first.body)
        #expect(site.status("PUT", "/api/v1/kept", member) == "204")
        let second = get("name=h")
        #expect(second.field("X-Cache") == "miss" && second.body != first.body)
    }

    @Test("Bad parameters are refused before anything is looked up")
    func faults() {
        #expect(get("name=a&size=x").field("Status") == "400")
        #expect(get("name=a&size=x").field("X-Cache") == nil)
    }
}

import JSON
import Postgres
import TestSupport
import Testing

@testable import API

/// An endpoint that answers without a database.
private protocol Plain: Endpoint {}
extension Plain {
    static var success: Success { .json(.any, "Anything.") }
    static func respond(to call: Call) throws {
        try call.json { json in
            try json.object { json in
                try json.member("caller", call.caller.map { Int($0.id) })
                try json.member("size", call.values[Sample.size])
                try json.member("email", call.values[Sample.email])
            }
        }
        call.tag()
    }
}

private enum Open: Plain {
    static let operation = Operation(.get, "/open", "o", access: .anyone)
    static var parameters: [ParameterDeclaration] { .of(Sample.size) }
}
private enum ForMembers: Plain {
    static let operation = Operation(.get, "/members", "m", access: .member)
}
private enum ForAdmins: Plain {
    static let operation = Operation(.get, "/admins", "a", access: .admin)
}
private enum Change: Plain {
    static let operation = Operation(.post, "/changes", "c", access: .member)
    static var parameters: [ParameterDeclaration] { .of(Sample.email) }
}
private enum Failing: Plain {
    static let operation = Operation(.get, "/failing", "f", access: .anyone)
    static let after = Query<Int>("after", "Bytes to write before failing.")
    static var parameters: [ParameterDeclaration] { .of(after) }
    struct Secret: Error {}
    static func respond(to call: Call) throws {
        try call.json { json in
            try json.array { json in
                try json.string(String(repeating: "x", count: call.values[after] ?? 0))
                throw Secret()
            }
        }
    }
}

@Suite("Calls")
struct Calls {
    private let site: Site

    init() throws {
        site = try Site([Open.self, ForMembers.self, ForAdmins.self, Change.self, Failing.self])
    }

    @Test("A call is answered with JSON, its length, and an explicit Cache-Control")
    func plain() {
        let answer = site.answer("GET", "/api/v1/open", query: "size=7")
        #expect(
            answer.field("Status") == "200"
                && answer.body == #"{"caller":null,"size":7,"email":null}"#)
        #expect(answer.field("Content-Type") == "application/json")
        #expect(answer.field("Content-Length") == String(answer.body.utf8.count))
        #expect(answer.field("Cache-Control") == "no-store")
    }

    @Test("HEAD has the same head and no body")
    func head() {
        let get = site.answer("GET", "/api/v1/open")
        let head = site.answer("HEAD", "/api/v1/open")
        #expect(head.isComplete && head.text == get.text.dropLast(get.body.count))
    }

    @Test("A tag that the client has is answered with 304 and nothing else")
    func notModified() throws {
        let tag = try #require(site.answer("GET", "/api/v1/open").field("ETag"))
        for field in [tag, "W/\(tag)", "*", "\"x\", \(tag)"] {
            let answer = site.answer("GET", "/api/v1/open", [("HTTP_IF_NONE_MATCH", field)])
            #expect(
                answer.field("Status") == "304" && answer.body.isEmpty
                    && answer.field("ETag") == tag)
        }
        #expect(
            site.status("GET", "/api/v1/open", query: "size=8", [("HTTP_IF_NONE_MATCH", tag)])
                == "200")
    }

    @Test("A problem is a document of its own type, under the request's id, that nobody stores")
    func problems() {
        let answer = site.answer("GET", "/api/v1/nothing")
        #expect(answer.field("Status") == "404" && answer.field("Cache-Control") == "no-store")
        #expect(answer.field("Content-Type") == "application/problem+json")
        #expect(answer.json?["request_id"] == .string("r-7") && answer.json?["status"]?.int == 404)
    }

    @Test(
        "Another method is refused with the list of those that there are, and OPTIONS gives the list"
    )
    func methods() {
        let refused = site.answer("DELETE", "/api/v1/open")
        #expect(refused.field("Status") == "405" && refused.field("Allow") == "OPTIONS, HEAD, GET")
        let options = site.answer("OPTIONS", "/api/v1/changes")
        #expect(options.field("Status") == "204" && options.field("Allow") == "OPTIONS, POST")
        #expect(options.body.isEmpty && options.field("Content-Length") == nil)
    }

    @Test("A path or query that cannot be used is refused")
    func badAddresses() {
        #expect(site.status("GET", "/api/v1/open\r\nX: y") == "400")
        #expect(site.status("GET", "/api/v1/open\u{7f}") == "400")
        #expect(site.status("GET", "/api/v1/open", query: "size=0&x=1") == "400")
        #expect(
            site.answer("GET", "/api/v1/open", query: "size=0&x=1").json?["errors"]?.elements.count
                == 2)
        #expect(
            site.status("GET", "/api/v1/open", query: "size=" + String(repeating: "0", count: 251))
                == "400")
        #expect(
            site.status("GET", "/api/v1/open", query: "size=" + String(repeating: "0", count: 252))
                == "414")
    }

    @Test("Who calls is known by the token, and who may not is told so")
    func access() {
        #expect(site.status("GET", "/api/v1/members") == "401")
        let none = site.answer("GET", "/api/v1/members").field("WWW-Authenticate")
        #expect(none == "Bearer realm=\"guildhall\"")
        for bad in [
            "", "x", Site.token("admin", hasEnded: true), Site.token("nobody"),
            Site.token("member") + "x",
        ] {
            let answer = site.answer("GET", "/api/v1/members", Site.bearer(bad))
            #expect(answer.field("Status") == "401")
            #expect(answer.field("WWW-Authenticate")?.hasSuffix("error=\"invalid_token\"") == true)
        }
        #expect(
            site.answer("GET", "/api/v1/members", Site.bearer(Site.token("member"))).json?[
                "caller"]?.int == 7)
        #expect(
            site.status(
                "GET", "/api/v1/members", [("HTTP_AUTHORIZATION", "bEARER \(Site.token("admin"))")])
                == "200")
        #expect(
            site.status(
                "GET", "/api/v1/members", [("HTTP_AUTHORIZATION", "Basic \(Site.token("admin"))")])
                == "401")
        #expect(site.status("GET", "/api/v1/admins", Site.bearer(Site.token("member"))) == "403")
        #expect(site.status("GET", "/api/v1/admins", Site.bearer(Site.token("moderator"))) == "403")
        #expect(site.status("GET", "/api/v1/admins", Site.bearer(Site.token("admin"))) == "200")
        // Where anyone may call, a token that has ended counts as none.
        #expect(
            site.status("GET", "/api/v1/open", Site.bearer(Site.token("admin", hasEnded: true)))
                == "200")
    }

    @Test("A cookie says who calls too, over TLS only under its prefixed name")
    func cookies() {
        let token = Site.token("member")
        func status(_ cookie: String, _ more: [(String, String)] = []) -> String? {
            site.status("GET", "/api/v1/members", [("HTTP_COOKIE", cookie)] + more)
        }
        #expect(status("a=b; guildhall_access=\(token); c=d") == "200")
        #expect(status("xguildhall_access=\(token)") == "401")
        #expect(status("__Host-guildhall_access=\(token)") == "401")
        #expect(status("__Host-guildhall_access=\(token)", [("HTTPS", "on")]) == "200")
        #expect(status("guildhall_access=\(token)", [("HTTPS", "on")]) == "401")
    }

    @Test("A change that a cookie allows must come from this site's own pages")
    func foreignOrigins() {
        let body = #"{"email":"a@b"}"#
        func status(_ fields: [(String, String)]) -> String? {
            let cookie = ("HTTP_COOKIE", "guildhall_access=\(Site.token("member"))")
            return site.status("POST", "/api/v1/changes", [cookie] + fields, body: body)
        }
        #expect(status([]) == "200")
        #expect(
            status([("HTTP_ORIGIN", "http://hall.example"), ("HTTP_SEC_FETCH_SITE", "same-origin")])
                == "200")
        #expect(status([("HTTP_ORIGIN", "http://evil.example")]) == "403")
        #expect(status([("HTTP_ORIGIN", "https://hall.example")]) == "403")
        #expect(status([("HTTP_ORIGIN", "http://hall.example.evil.example")]) == "403")
        #expect(status([("HTTP_ORIGIN", "null")]) == "403")
        #expect(status([("HTTP_SEC_FETCH_SITE", "cross-site")]) == "403")
        #expect(status([("HTTP_SEC_FETCH_SITE", "same-site")]) == "403")
        let foreign = [("HTTP_ORIGIN", "http://evil.example")]
        let app = Site.bearer(Site.token("member"))
        #expect(site.status("POST", "/api/v1/changes", app + foreign, body: body) == "200")
    }

    @Test("A body is JSON, whole, within its limit, and of the right type")
    func bodies() {
        let member = Site.bearer(Site.token("member"))
        func status(_ body: String, _ fields: [(String, String)] = []) -> String? {
            site.status("POST", "/api/v1/changes", member + fields, body: body)
        }
        #expect(status(#"{"email":"a@b"}"#) == "200")
        #expect(
            status(#"{"email":"a@b"}"#, [("CONTENT_TYPE", "Application/JSON; charset=utf-8")])
                == "200")
        #expect(status(#"{"email":"a@b"}"#, [("CONTENT_TYPE", "text/plain")]) == "415")
        #expect(status(#"{"email":"a"}"#) == "422")
        #expect(status(#"{"email":"#) == "400")
        #expect(status("") == "400")
        #expect(status(#"{"email":"a@b"}"# + String(repeating: " ", count: 1_009)) == "200")
        #expect(status(#"{"email":"a@b"}"# + String(repeating: " ", count: 1_010)) == "413")
        #expect(status(String(repeating: " ", count: 60_000)) == "413")
        #expect(status(#"{"email":"a@b"}"#, [("CONTENT_LENGTH", "500")]) == "400")
        #expect(status(#"{"email":"a@b"}"#) == "200")
    }

    @Test("An error before anything has left is a 500 that keeps the cause to itself")
    func failing() {
        let answer = site.answer("GET", "/api/v1/failing")
        #expect(answer.field("Status") == "500" && answer.isComplete)
        #expect(!answer.text.contains("Secret") && answer.json?["request_id"] == .string("r-7"))
    }

    @Test("An error after the first bytes breaks the connection instead of ending the answer")
    func failingLate() {
        let answer = site.answer("GET", "/api/v1/failing", query: "after=100000")
        #expect(answer.field("Status") == "200" && !answer.isComplete)
        #expect(!answer.body.hasSuffix("]"))
    }
}

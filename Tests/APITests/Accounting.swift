import JSON
import Telemetry
import TestSupport
import Testing

@testable import API

private enum Streamed: Endpoint {
    static let operation = Operation(.get, "/streamed", "s", access: .anyone, pool: .bulk)
    static let success = Success.json(.any, "Anything.")
    static let bytes = Query<Int>("bytes", default: 0, in: 0...1_000_000, "Bytes to write.")
    static let fails = Query<Bool>("fails", default: false, "Whether to fail at the end.")
    static var parameters: [ParameterDeclaration] { .of(bytes, fails) }
    struct Late: Error {}
    static func respond(to call: Call) throws {
        call.reply.add("X-Cache", "hit")
        try call.json { json in
            try json.string(String(repeating: "x", count: call.values[bytes] ?? 0))
            if call.values[fails] == true { throw Late() }
        }
    }
}

@Suite("Counting requests")
struct Accounting {
    private let site: Site

    init() throws { site = try Site([Streamed.self]) }

    private func summary(_ name: String) -> EndpointSummary? {
        var found: EndpointSummary?
        // The answer reaches the client before it is counted.
        for _ in 0..<1_000 where found == nil {
            site.board.forEachEndpoint { if $0.name == name { found = $0 } }
        }
        return found
    }

    @Test("A request is counted under its endpoint, with its bytes and what the cache came to")
    func counted() throws {
        let answer = site.answer("GET", "/api/v1/streamed", query: "bytes=100")
        _ = site.answer("GET", "/api/v1/nothing")
        let streamed = try #require(summary("GET /api/v1/streamed"))
        #expect(streamed.requests == 1 && streamed.bytes == answer.body.utf8.count)
        #expect(streamed.cache[.hit] == 1 && streamed.slowestID == "r-7")
        #expect(streamed.failures.values.allSatisfy { $0 == 0 })
        let stray = try #require(summary("unknown"))
        #expect(stray.requests == 1 && stray.failures[.client] == 1)
    }

    @Test("An answer that breaks off is counted as such, and one that fails in time by its status")
    func endings() throws {
        _ = site.answer("GET", "/api/v1/streamed", query: "bytes=100000&fails=true")
        _ = site.answer("GET", "/api/v1/nothing")
        let cut = try #require(summary("GET /api/v1/streamed"))
        #expect(cut.failures[.cutOff] == 1 && cut.failures[.server] == 0)
        let other = try Site([Streamed.self])
        #expect(other.status("GET", "/api/v1/streamed", query: "fails=true") == "500")
        _ = other.answer("GET", "/api/v1/nothing")
        var failures: [EndpointSummary.Failure: Int] = [:]
        other.board.forEachEndpoint { if $0.name.contains("streamed") { failures = $0.failures } }
        #expect(failures[.server] == 1)
    }
}

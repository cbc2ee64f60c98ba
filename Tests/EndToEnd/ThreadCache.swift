import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Lists of threads that are kept, in Redis and without it.
    @Suite(.serialized) struct ThreadCache {
        private static let rounds =
            ProcessInfo.processInfo.environment["GUILDHALL_ROUNDS"].flatMap { Int($0) } ?? 3

        private let threads = "/api/v1/forum/threads"

        /// Lists that one program asks for, each on a connection of its own.
        private func lists(_ count: Int, _ stack: Stack, _ query: String) throws -> [Load.Reply] {
            let requests = Array(
                repeating: Load.Request(method: "GET", path: threads + query), count: count)
            return try Load(stack: stack).sequence(requests)
        }

        /// Begins a topic.
        /// - Returns: its id.
        private func begin(_ stack: Stack, _ subject: String) throws -> Int {
            let answer = try stack.curl(
                "/api/v1/forums/music/topics", as: stack.member,
                json: #"{"subject":"\#(subject)","body":"Listen."}"#)
            try #require(answer.status == 201, "\(answer.text)")
            return try #require(answer.json["id"].int)
        }

        private func redis(_ stack: Stack) throws -> Int32 {
            Int32(try #require(stack.facts()["service_pids"]["redis"].int))
        }

        @Test("The first pages are there before anybody asks")
        func warmUp() throws {
            let stack = try Stack(bookings: 100, environment: ["TOPICS": "100"])
            defer { stack.stop() }
            let isWarm = try eventually {
                try stack.curl(threads).all("X-Cache") == ["hit"]
                    && stack.curl(threads + "?tab=recent").all("X-Cache") == ["hit"]
            }
            #expect(isWarm)
        }

        @Test("Two hundred clients who come at once to a page that is not there cost one query")
        func stampede() throws {
            for number in 1...Self.rounds {
                let path = "\(threads)?tab=recent&page_size=\(20 + number)"
                // Statements are prepared on all connections first, so that executions alone count.
                _ = try lists(30, stack, "?tab=recent&page_size=10&count=exact")
                try stack.sql("SELECT pg_stat_statements_reset()")
                let replies = try Load(stack: stack).burst(
                    Array(repeating: .init(method: "GET", path: path), count: 200))
                #expect(replies.count == 200 && replies.allSatisfy { $0.status == 200 })
                #expect(Set(replies.map(\.body)).count == 1)
                #expect(
                    try stack.statements() == 2, "one for the page and one for the total")
            }
        }

        @Test("What somebody writes is in the lists of all processes at once")
        func freshness() throws {
            for number in 1...Self.rounds {
                _ = try lists(4, stack, "?tab=recent")
                let id = try begin(stack, "Fresh \(number)")
                for list in try lists(12, stack, "?tab=recent") {
                    #expect(list.json["items"][0]["id"].int == id)
                }
                let body = #"{"status":"hidden"}"#
                let hidden = try stack.curl(
                    "/api/v1/topics/\(id)", as: admin, method: "PATCH", json: body)
                #expect(hidden.status == 200)
                for list in try lists(12, stack, "?tab=recent") {
                    #expect(list.status == 200 && list.json["items"][0]["id"].int != id)
                }
            }
        }

        @Test("A member sees the trending threads that everyone sees, and nobody else his own")
        func audiences() throws {
            let everyones = try stack.curl(threads)
            let members = try stack.curl(threads, as: member)
            #expect(everyones.text == members.text && !everyones.text.isEmpty)
            #expect(everyones["Cache-Control"]?.hasPrefix("public, max-age=") == true)
            #expect(members["Cache-Control"] == "private, no-cache")
            let one = try EndToEnd.person()
            let other = try EndToEnd.person()
            let topic = try begin(stack, "Followed by one")
            let follow = "/api/v1/topics/\(topic)/follow"
            let mine = threads + "?tab=following"
            #expect(try stack.curl(mine, options: one.bearer).json["items"].elements.isEmpty)
            for _ in 0..<2 {
                let status = try stack.curl(follow, method: "PUT", options: one.bearer).status
                #expect(status == 204)
            }
            for _ in 0..<2 {
                let own = try stack.curl(mine, options: one.bearer)
                #expect(own.json["items"].elements.map { $0["id"].int } == [topic])
                #expect(own["Cache-Control"] == "private, no-cache")
                #expect(try stack.curl(mine, options: other.bearer).json["items"].elements.isEmpty)
            }
            _ = try stack.curl(follow, method: "DELETE", options: one.bearer)
            #expect(try stack.curl(mine, options: one.bearer).json["items"].elements.isEmpty)
            let nobody = try stack.curl(mine)
            #expect(nobody.status == 401)
            #expect(nobody["WWW-Authenticate"] == "Bearer realm=\"guildhall\"")
            let strange = try stack.curl(mine, options: ["-H", "Authorization: Bearer x"])
            #expect(strange["WWW-Authenticate"]?.contains("invalid_token") == true)
        }

        @Test("A page comes packed, unpacked, as a head and not at all, as it is asked for")
        func encodings() throws {
            let path = threads + "?tab=recent&page_size=50"
            let plain = try stack.curl(path)
            #expect(plain["Content-Encoding"] == nil && plain.json["items"].elements.count == 50)
            let packed = try stack.curl(path, options: ["-H", "Accept-Encoding: gzip"])
            #expect(packed["Content-Encoding"] == "gzip")
            #expect(packed.body.count * 3 < plain.body.count)
            #expect(packed.all("Vary").contains("Accept-Encoding"))
            let unpacked = try stack.curl(path, options: ["--compressed"])
            #expect(unpacked.text == plain.text)
            #expect(try stack.curl(path, isSecure: true).text == plain.text)
            #expect(try stack.curl(path, method: "HEAD").status == 200)
            let tag = try #require(plain["ETag"])
            #expect(packed["ETag"] == tag)
            for packing in [[], ["--compressed"]] {
                let same = try stack.curl(
                    path, options: packing + ["-H", "If-None-Match: \(tag)"])
                #expect(same.status == 304 && same.body.isEmpty && same["ETag"] == tag)
            }
        }

        @Test("Redis is killed under load: no request fails, no answer is older than its life")
        func redisKilled() throws {
            let stack = forgetfulStack
            let load = try Running([
                "wrk", "-t1", "-c16", "-d\(Self.rounds * 6)s",
                stack.url + threads + "?tab=recent",
            ])
            for round in 1...Self.rounds {
                let process = try redis(stack)
                kill(process, SIGKILL)
                let id = try begin(stack, "Round \(round)")
                usleep(1_500_000)
                for list in try lists(20, stack, "?tab=recent") {
                    #expect(list.json["items"][0]["id"].int == id, "\(list.body.prefix(200))")
                }
                #expect(try eventually { try redis(stack) != process })
                // It is used again, as the list is then the same in all processes at once.
                usleep(1_000_000)
                let next = try begin(stack, "After round \(round)")
                for list in try lists(20, stack, "?tab=recent") {
                    #expect(list.json["items"][0]["id"].int == next)
                }
            }
            let report = try load.wait().text
            #expect(report.contains("requests in"))
            #expect(!report.contains("Non-2xx"), "\(report)")
            #expect(!report.contains("Socket errors"), "\(report)")
        }

        @Test("Redis may hang: memory stands in, and stays within its limit whatever is asked for")
        func redisHangs() throws {
            let stack = forgetfulStack
            let process = try redis(stack)
            kill(process, SIGSTOP)
            defer { kill(process, SIGCONT) }
            func ask(_ seconds: Int, from first: Int) throws -> Int {
                let script = stack.state.appendingPathComponent("pages.lua")
                try Data(
                    """
                    local page = \(first)
                    request = function()
                        page = page + 1
                        return wrk.format("GET", "\(threads)?page_size=1&page=" .. page)
                    end
                    """.utf8
                ).write(to: script)
                let report = try run([
                    "wrk", "-t1", "-c8", "-d\(seconds)s", "-s", script.path, stack.url,
                ]).text
                #expect(!report.contains("Non-2xx") && !report.contains("Socket errors"))
                for responder in try stack.responders() {
                    #expect(try Memory.resident(responder) <= 16_384 + 1_024)
                }
                return try stack.responders().map(Memory.resident).reduce(0, +)
            }
            let few = try ask(3, from: 0)
            let many = try ask(2 * Self.rounds, from: 500_000)
            #expect(many - few <= 1_024, "\(few) KiB, then \(many) KiB")
            let kept = try (0..<8).map { _ in try stack.curl(threads)["X-Cache"] }
            #expect(kept.contains("hit"))
        }
    }
}

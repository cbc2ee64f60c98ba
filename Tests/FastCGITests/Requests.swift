import Glibc
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

@Suite("Requests")
struct Requests {
    /// A worker that reads the body and says what it found.
    private static let reader: ClosureWorker.Body = { request, response in
        let count = request.readBody().count
        try? response.finish("\r\n\r\n", "\(count) \(request.isBodyWhole ? "whole" : "cut off")")
    }

    private static func parameters(_ pairs: [(String, [UInt8])], sizes: [Int]) -> [UInt8] {
        var rest = FastCGIRecord.pairs(pairs)[...]
        var bytes: [UInt8] = []
        for size in sizes + [65_535] where !rest.isEmpty {
            bytes += FastCGIRecord(FastCGIRecord.Kind.params, Array(rest.prefix(size))).bytes
            rest = rest.dropFirst(size)
        }
        return bytes + FastCGIRecord(FastCGIRecord.Kind.params).bytes
    }

    @Test(
        "Parameters may be spread over several records, cut anywhere",
        arguments: [[], [1], [1, 1, 1, 1, 1], [7, 3], [300], [8, 1, 290, 2]])
    func spreadParameters(sizes: [Int]) throws {
        let long = String(repeating: "ü", count: 200)
        let found = Mutex<[String?]>([])
        let fixture = try PoolFixture { request, response in
            found.withLock {
                $0 = [
                    request["A"], request["LONG"], request["EMPTY"], request["NONE"],
                    request["BYTES"],
                ]
            }
            try? response.finish("\r\n\r\n", "")
        }
        let client = fixture.client
        let pairs = [
            ("A", Array("1".utf8)), ("LONG", Array(long.utf8)), ("EMPTY", []),
            ("BYTES", [0xC3, 0x28]),
        ]
        UnixSocket.send(
            FastCGIRecord.begin().bytes + Self.parameters(pairs, sizes: sizes)
                + FastCGIRecord(FastCGIRecord.Kind.stdin).bytes, on: client.descriptor)
        #expect(client.answer().isComplete)
        // What is not UTF-8 counts as not sent.
        #expect(found.withLock { $0 } == ["1", long, "", nil, nil])
    }

    @Test("A body that came whole is known to be", arguments: [0, 1, 999, 1_000, 8_192, 100_001])
    func wholeBody(count: Int) throws {
        let fixture = try PoolFixture(Self.reader)
        let client = fixture.client
        client.request(
            [("CONTENT_LENGTH", "\(count)")], body: [UInt8](repeating: 65, count: count))
        #expect(client.answer().body == "\(count) whole")
    }

    @Test("A request without CONTENT_LENGTH has a whole body when it has none")
    func noLength() throws {
        let fixture = try PoolFixture(Self.reader)
        #expect(fixture.client.get().body == "0 whole")
        #expect(fixture.client.get([("CONTENT_LENGTH", "")]).body == "0 whole")
    }

    @Test("A body shorter than announced is known to be cut off", arguments: [1, 500, 40_001])
    func shortBody(missing: Int) throws {
        let fixture = try PoolFixture(Self.reader)
        let client = fixture.client
        client.request(
            [("CONTENT_LENGTH", "\(60_000)")], body: [UInt8](repeating: 65, count: 60_000 - missing)
        )
        #expect(client.answer().body == "\(60_000 - missing) cut off")
    }

    @Test("A body that a dying web server leaves unfinished is known to be cut off")
    func deadWebServer() throws {
        let fixture = try PoolFixture(Self.reader)
        let client = fixture.client
        let pairs = FastCGIRecord.pairs([("CONTENT_LENGTH", Array("1000".utf8))])
        client.send(
            .begin(), FastCGIRecord(FastCGIRecord.Kind.params, pairs),
            FastCGIRecord(FastCGIRecord.Kind.params),
            FastCGIRecord(FastCGIRecord.Kind.stdin, [UInt8](repeating: 65, count: 400)))
        shutdown(client.descriptor, Int32(SHUT_WR))
        let answer = client.answer()
        #expect(answer.body == "400 cut off")
    }

    @Test("What a worker leaves of a body is not taken for the next request")
    func unreadBody() throws {
        let fixture = try PoolFixture()
        let client = fixture.client
        // The body looks like a request, which it must not become.
        let trap = Array(repeating: FastCGIRecord.begin(request: 9).bytes, count: 8_000).flatMap {
            $0
        }
        for round in UInt16(1)...5 {
            client.request(
                [("TEXT", "\(round)"), ("CONTENT_LENGTH", "\(trap.count)")], body: trap, id: round)
            let answer = client.answer()
            #expect(answer.body == "\(round)")
            #expect(answer.isComplete && answer.requests == [round])
        }
    }

    @Test("A body that was read in part is not taken for the next request either")
    func halfReadBody() throws {
        let fixture = try PoolFixture { request, response in
            var byte: UInt8 = 0
            let count = withUnsafeMutableBytes(of: &byte) { request.read(into: $0) }
            try? response.finish("\r\n\r\n", "\(count) \(byte) \(request.isBodyWhole)")
        }
        let client = fixture.client
        for round in UInt8(1)...3 {
            client.request(
                [("CONTENT_LENGTH", "50000")], body: [UInt8](repeating: round, count: 50_000))
            #expect(client.answer().body == "1 \(round) false")
        }
    }

    @Test(
        "The next request may come as soon as the answer has, however little of the body was read",
        arguments: [(0, 0), (0, 100), (0, 20_000), (8_133, 0), (8_133, 1)])
    func nextRequestAtOnce(parameter: Int, count: Int) throws {
        let gate = Gate()
        let fixture = try PoolFixture(threads: 1) { request, response in
            PoolFixture.hello(request, response)
            gate.wait()
        }
        let client = fixture.client
        // With 8,133 bytes of it the parameters just fill libfcgi's buffer, so that not even an
        // empty body was read.
        let large = String(repeating: "x", count: parameter)
        client.request(
            [("LARGE", large), ("CONTENT_LENGTH", "\(count)")],
            body: [UInt8](repeating: 65, count: count))
        #expect(client.answer().isComplete)
        client.request([("TEXT", "next")], id: 2)
        gate.open()
        UnixSocket.bound(client.descriptor, seconds: 3)
        #expect(client.answer().body == "next")
    }

    @Test("One request's parameters and body do not show in the next")
    func nothingRemains() throws {
        let fixture = try PoolFixture { request, response in
            let body = request.readBody().count
            try? response.finish("\r\n\r\n", "\(request["SECRET"] ?? "none") \(body)")
        }
        let client = fixture.client
        client.request([("SECRET", "s"), ("CONTENT_LENGTH", "3")], body: [1, 2, 3])
        #expect(client.answer().body == "s 3")
        #expect(client.get().body == "none 0")
    }

    @Test("The request's connection is at hand while it is answered")
    func descriptor() throws {
        let fixture = try PoolFixture { request, response in
            var type: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            let status = getsockopt(request.descriptor, SOL_SOCKET, SO_TYPE, &type, &length)
            try? response.finish("\r\n\r\n", "\(status)")
        }
        #expect(fixture.client.get().body == "0")
    }
}

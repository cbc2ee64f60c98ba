import FastCGI
import Glibc
import JSON
import TestSupport
import Testing

@testable import API
@testable import FastCGI

@Suite("Replies")
struct Replies {
    private struct Stop: Error {}

    /// What reaches the web server of one reply.
    private static func sent(
        isHead: Bool = false, capacity: Int = 4_096, _ body: (Reply) throws -> Void
    ) throws -> (text: String, isComplete: Bool) {
        let (ours, theirs) = UnixSocket.pair()
        let stream = ResponseStream()
        stream.begin(on: theirs, requestID: 1)
        let reply = Reply(stream: stream, capacity: capacity)
        reply.begin(isHeadRequest: isHead)
        try body(reply)
        close(theirs)
        let client = FastCGIClient(connected: ours)
        let answer = client.answer()
        return (answer.text, answer.isComplete)
    }

    @Test("A short answer has its length, and its head comes first")
    func short() throws {
        let sent = try Self.sent { reply in
            reply.status = 201
            reply.add("Content-Type", "text/plain")
            try reply.body.write("hello")
            try reply.finish()
        }
        #expect(
            sent.text == "Status: 201\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
        )
        #expect(sent.isComplete)
    }

    @Test("A long answer leaves before its end, without a length, head first and once")
    func long() throws {
        let sent = try Self.sent(capacity: 64) { reply in
            reply.add("A", "b")
            for _ in 0..<100 { try reply.body.write("0123456789") }
            #expect(!reply.isRevocable)
            try reply.finish()
        }
        #expect(
            sent.text == "Status: 200\r\nA: b\r\n\r\n" + String(repeating: "0123456789", count: 100)
        )
        #expect(sent.isComplete)
    }

    @Test("Until something has left, an answer can become another one")
    func revoked() throws {
        let sent = try Self.sent { reply in
            reply.status = 200
            reply.add("ETag", "x")
            try reply.body.write("half of it")
            #expect(reply.isRevocable)
            reply.reset()
            reply.status = 500
            try reply.body.write("error")
            try reply.finish()
        }
        #expect(sent.text == "Status: 500\r\nContent-Length: 5\r\n\r\nerror")
    }

    @Test("HEAD gets the head of GET and no body", arguments: [5, 1_000])
    func head(count: Int) throws {
        func answer(isHead: Bool) throws -> String {
            try Self.sent(isHead: isHead, capacity: 64) { reply in
                for _ in 0..<count { try reply.body.write("x") }
                try reply.finish()
            }.text
        }
        let whole = try answer(isHead: false)
        #expect(try answer(isHead: true) == whole.dropLast(count))
    }

    @Test(
        "A control character in a field cannot begin another field",
        arguments: ["\r\n", "\n", "\r", "\u{0}", "\u{7f}"])
    func controlCharacters(character: String) throws {
        let sent = try Self.sent { reply in
            reply.add("Location", "/a\(character)Set-Cookie: b=c")
            try reply.finish()
        }
        #expect(sent.text.split(separator: "\r\n").count == 3)
        #expect(!sent.text.contains("/a\(character)Set"))
    }

    @Test("204 and 304 have no length", arguments: [204, 304])
    func noContent(status: Int) throws {
        let sent = try Self.sent { reply in
            reply.status = status
            try reply.finish()
        }
        #expect(sent.text == "Status: \(status)\r\n\r\n")
    }

    @Test("A head that is too long is an error while it can still be answered")
    func longHead() throws {
        let sent = try Self.sent { reply in
            reply.add("Link", String(repeating: "x", count: 9_000))
            #expect(throws: (any Error).self) { try reply.finish() }
            reply.reset()
            reply.status = 500
            try reply.finish()
        }
        #expect(sent.text.hasPrefix("Status: 500\r\n") && sent.isComplete)
    }

    @Test("A reply serves one request after another without a trace of the last")
    func again() throws {
        let sent = try Self.sent(capacity: 64) { reply in
            reply.status = 404
            reply.add("A", "b")
            for _ in 0..<20 { try reply.body.write("0123456789") }
            reply.begin(isHeadRequest: false)
            try reply.body.write("next")
            try reply.finish()
        }
        #expect(sent.text.hasSuffix("Status: 200\r\nContent-Length: 4\r\n\r\nnext"))
    }
}

import Glibc
import TestSupport
import Testing

@testable import FastCGI

/// What a peer may try before it is known to speak FastCGI.
struct FirstBytes: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]

    static let implausible: [FirstBytes] = {
        let names = (0..<40).map { ("NAME_\($0)", [UInt8]()) }
        let getValues = FastCGIRecord(
            FastCGIRecord.Kind.getValues, request: 0, FastCGIRecord.pairs(names))
        var otherVersion = FastCGIRecord.begin()
        otherVersion.version = 2
        var shortContent = FastCGIRecord.begin()
        shortContent.content.removeLast()
        // A PARAMS record whose one pair claims a name and a value of 1 GiB each.
        let huge = FastCGIRecord(
            FastCGIRecord.Kind.params,
            [0xC0, 0, 0, 0, 0xC0, 0, 0, 0, 65, 65, 65, 65, 65, 65, 65, 65])
        return [
            FirstBytes("GET_VALUES with forty names", getValues.bytes),
            FirstBytes("PARAMS without a beginning", huge.bytes),
            FirstBytes(
                "ABORT_REQUEST",
                FastCGIRecord(FastCGIRecord.Kind.abortRequest).bytes
                    + [UInt8](repeating: 0, count: 8)),
            FirstBytes("version 2", otherVersion.bytes + [0]),
            FirstBytes("request id 0", FastCGIRecord.begin(request: 0).bytes),
            FirstBytes("the role of an authoriser", FastCGIRecord.begin(role: 2).bytes),
            FirstBytes("a body of 7 bytes", shortContent.bytes + [0]),
            FirstBytes("one byte", [1]),
            FirstBytes("all but one byte of a beginning", FastCGIRecord.begin().bytes.dropLast()),
            FirstBytes("HTTP", Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)),
            FirstBytes("zeros", [UInt8](repeating: 0, count: 64)),
            FirstBytes("ones", [UInt8](repeating: 0xFF, count: 70_000)),
        ]
    }()

    init(_ description: String, _ bytes: some Sequence<UInt8>) {
        testDescription = description
        self.bytes = Array(bytes)
    }
}

@Suite("Refusals")
struct Refusals {
    @Test(
        "A connection that does not begin a request is closed, and the process lives on",
        arguments: FirstBytes.implausible)
    func implausible(first: FirstBytes) throws {
        let fixture = try PoolFixture(threads: 1)
        let client = fixture.client
        UnixSocket.send(first.bytes, on: client.descriptor)
        #expect(client.isClosedByServer)
        #expect(fixture.client.get().isComplete)
        #expect(fixture.log.count == 1)
        #expect(fixture.pool.status.requests == 1)
    }

    @Test("A kept connection is judged again before each request")
    func implausibleLater() throws {
        let fixture = try PoolFixture(threads: 1)
        let client = fixture.client
        #expect(client.get().isComplete)
        UnixSocket.send(FirstBytes.implausible[0].bytes, on: client.descriptor)
        #expect(client.isClosedByServer)
        #expect(fixture.client.get().isComplete)
    }

    @Test("Random bytes never end the process")
    func randomBytes() throws {
        let fixture = try PoolFixture(threads: 1)
        for _ in 0..<200 {
            let client = fixture.client
            let bytes = (0..<Int.random(in: 1...100)).map { _ in UInt8.random(in: 0...255) }
            UnixSocket.send(bytes, on: client.descriptor)
        }
        #expect(fixture.client.get().isComplete)
    }

    @Test("A request that is begun and not continued frees its thread after the time-out")
    func silence() throws {
        let fixture = try PoolFixture(threads: 1, ioSeconds: 1)
        let silent = fixture.client
        silent.send(.begin())
        #expect(eventually { fixture.pool.status.busy == 1 })
        let time = seconds { #expect(fixture.client.get().isComplete) }
        #expect(time < 10)
        // libfcgi takes the silence for the end of the parameters, so there may be an answer to a
        // request without any.
        _ = silent.answer()
        #expect(silent.isClosedByServer)
    }

    @Test("A body that stops coming frees its thread after the time-out")
    func silenceInTheBody() throws {
        let fixture = try PoolFixture(threads: 1, ioSeconds: 1) { request, response in
            _ = request.readBody()
            try? response.finish("\r\n\r\n", "\(request.isBodyWhole)")
        }
        let silent = fixture.client
        let pairs = FastCGIRecord.pairs([("CONTENT_LENGTH", Array("1000".utf8))])
        silent.send(
            .begin(), FastCGIRecord(FastCGIRecord.Kind.params, pairs),
            FastCGIRecord(FastCGIRecord.Kind.params),
            FastCGIRecord(FastCGIRecord.Kind.stdin, [UInt8](repeating: 65, count: 10)))
        #expect(fixture.client.get().body == "true")
        #expect(silent.answer().body == "false")
        // What comes later on this connection could only be misread.
        #expect(silent.isClosedByServer)
    }

    @Test("A web server that goes away in the middle of its parameters is forgotten")
    func hangUpInTheParameters() throws {
        let fixture = try PoolFixture(threads: 1)
        for _ in 0..<10 {
            fixture.client.send(.begin(), FastCGIRecord(FastCGIRecord.Kind.params, [3, 3, 65]))
        }
        #expect(fixture.client.get().isComplete)
        #expect(eventually { fixture.pool.status.connections == 0 })
    }

    @Test(
        "Another user's connection is refused",
        .enabled(if: geteuid() == 0, "only root can be another"))
    func otherUser() async throws {
        let fixture = try PoolFixture()
        chmod(fixture.path, 0o777)
        chmod(fixture.directory.path, 0o755)
        await #expect(processExitsWith: .success) { [path = fixture.path as String] in
            setgid(65_534)
            setuid(65_534)
            let client = FastCGIClient(path)
            client.request()
            #expect(client.isClosedByServer)
        }
        #expect(fixture.log.count == 1 && fixture.log[0].contains("65534"))
        #expect(fixture.pool.status.requests == 0)
        #expect(fixture.client.get().isComplete)
    }
}

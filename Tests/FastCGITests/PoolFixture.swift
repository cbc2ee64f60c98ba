import Glibc
import Synchronization
import TestSupport

@testable import FastCGI

/// A worker whose answers a closure gives.
final class ClosureWorker: Worker {
    typealias Body = @Sendable (Request, ResponseStream) -> Void

    private let body: Body
    private let onRest: @Sendable () -> Void

    init(_ body: @escaping Body, onRest: @escaping @Sendable () -> Void) {
        self.body = body
        self.onRest = onRest
    }

    func answer(_ request: Request, _ response: ResponseStream) { body(request, response) }
    func rest() { onRest() }
}

/// A running pool behind a unix socket in a directory of its own.
final class PoolFixture: Sendable {
    let pool: Pool
    let path: String
    let rests = Atomic(0)
    let listener: Int32
    let directory = TemporaryDirectory()
    private let lines = Mutex<[String]>([])

    /// libfcgi's own start, which only a server does, and the end of its hold on SIGTERM.
    private static let library: Void = {
        _ = try? Server([], patience: .init(stopSeconds: 0, idleSeconds: 0, retireSeconds: 0)) {
            _ in
        }
        signal(SIGTERM, SIG_DFL)
        signal(SIGPIPE, SIG_IGN)
    }()

    init(
        threads: Int = 2, connections: Int = 256, ioSeconds: Int = 15, restSeconds: Int = 3_600,
        _ body: @escaping ClosureWorker.Body = PoolFixture.hello
    ) throws {
        _ = Self.library
        path = directory.file("s")
        listener = UnixSocket.listen(at: path)
        let hooks = Hooks()
        pool = try Pool(
            name: "test", listener: listener,
            limits: PoolLimits(
                threads: threads, connections: connections, ioSeconds: ioSeconds,
                restSeconds: restSeconds),
            log: { hooks.fixture?.note($0) },
            makeWorker: { ClosureWorker(body, onRest: { hooks.fixture?.rested() }) })
        hooks.fixture = self
        try pool.start()
    }

    /// A pool on the same socket, as the next process has one.
    func startSuccessor() throws -> Pool {
        let successor = try Pool(
            name: "successor", listener: listener,
            limits: PoolLimits(threads: 1, connections: 8, ioSeconds: 15, restSeconds: 60),
            log: { _ in }, makeWorker: { ClosureWorker(Self.hello, onRest: {}) })
        try successor.start()
        return successor
    }

    /// The way from the pool's threads, which live longer than a test, to the fixture.
    private final class Hooks: @unchecked Sendable {
        weak var fixture: PoolFixture?
    }

    private func note(_ line: String) { lines.withLock { $0.append(line) } }
    private func rested() { rests.add(1, ordering: .relaxed) }

    deinit {
        pool.enter(.stopping)
        close(listener)
    }

    /// What was logged.
    var log: [String] { lines.withLock { $0 } }

    var client: FastCGIClient { FastCGIClient(path) }

    /// Answers with the value of the parameter TEXT.
    static let hello: ClosureWorker.Body = { request, response in
        try? response.finish("\r\n\r\n", request["TEXT"] ?? "hello")
    }
}

extension ResponseStream {
    /// Ends an answer with texts.
    func finish(_ head: String, _ body: String) throws(DeliveryFailure) {
        try finish(Array(head.utf8), Array(body.utf8))
    }

    func finish(_ head: [UInt8], _ body: [UInt8]) throws(DeliveryFailure) {
        let result = head.withUnsafeBytes { head in
            body.withUnsafeBytes { body in
                Result { () throws(DeliveryFailure) in try finish(head, body) }
            }
        }
        try result.get()
    }

    func write(_ bytes: [UInt8]) throws(DeliveryFailure) {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(DeliveryFailure) in try write(bytes) }
        }
        try result.get()
    }
}

extension Request {
    /// Reads the body to its end.
    func readBody() -> [UInt8] {
        var body: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1_000)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(into: $0) }
            if count == 0 { return body }
            body += buffer.prefix(count)
        }
    }
}

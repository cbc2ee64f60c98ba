@testable import FastCGI
import Glibc
import Synchronization
import TestSupport
import Testing

/// Signals are the whole process's, so each server runs in a process of its own.
@Suite("Servers")
struct Servers {
    /// A web server's part in a test: it is given the socket's path and what sends a signal to the
    /// server.
    typealias Part = @Sendable (String, (Int32) -> Void) -> Bool

    /// Runs a server to its end, with a web server beside it.
    /// - Returns: what the web server's part gave back.
    static func run(_ part: @escaping Part) throws -> Bool {
        let directory = TemporaryDirectory()
        let path = directory.file("s")
        let pool = Server.PoolDeclaration(
            name: "test", listener: UnixSocket.listen(at: path),
            limits: PoolLimits(threads: 2, connections: 16, ioSeconds: 10, restSeconds: 60),
            makeWorker: { ClosureWorker(slow, onRest: {}) })
        let server = try Server(
            [pool], patience: .init(stopSeconds: 10, idleSeconds: 10, retireSeconds: 10)
        ) { _ in }
        let verdict = Verdict()
        let thread = pthread_self()
        try server.run(onReady: {
            onThread { verdict.set(part(path) { pthread_kill(thread, $0) }) }
        })
        return verdict.wait()
    }

    private final class Verdict: Sendable {
        private let value = Mutex<Bool?>(nil)
        func set(_ verdict: Bool) { value.withLock { $0 = verdict } }
        func wait() -> Bool {
            _ = eventually { value.withLock { $0 } != nil }
            return value.withLock { $0 } ?? false
        }
    }

    /// Answers in two halves, with a pause between them if the request asks for it.
    private static let slow: ClosureWorker.Body = { request, response in
        try? response.write(Array("\r\n\r\nslow".utf8))
        if request["SLOW"] != nil { usleep(200_000) }
        try? response.finish("", "ly")
    }

    @Test("SIGTERM and SIGINT let an answer under way end", arguments: [SIGTERM, SIGINT])
    func stop(number: Int32) async {
        await #expect(processExitsWith: .success) { [number] in
            let isWhole = try Servers.run { path, signal in
                let client = FastCGIClient(path)
                client.request([("SLOW", "yes")])
                // The first record shows that the answer is under way.
                guard UnixSocket.read(16, from: client.descriptor).count == 16 else { return false }
                signal(number)
                let rest = client.answer()
                return rest.isComplete && rest.text == "ly"
            }
            #expect(isWhole)
        }
    }

    @Test("SIGHUP goes on serving kept connections until the web server closes them")
    func retire() async {
        await #expect(processExitsWith: .success) {
            let isServed = try Servers.run { path, signal in
                let kept = FastCGIClient(path)
                guard kept.get().isComplete else { return false }
                signal(SIGHUP)
                usleep(100_000)
                for _ in 0..<50 where !kept.get().isComplete { return false }
                let late = FastCGIClient(path)
                late.request()
                usleep(50_000)
                return late.isOpenAndSilent
            }
            #expect(isServed)
        }
    }

    @Test("SIGTERM after SIGHUP does not wait for idle connections any longer")
    func stopWhileRetiring() async {
        await #expect(processExitsWith: .success) {
            var isServed = false
            let time = try seconds {
                isServed = try Servers.run { path, signal in
                    let kept = FastCGIClient(path)
                    // It stays open for longer than the server serves.
                    _ = Unmanaged.passRetained(kept)
                    guard kept.get().isComplete else { return false }
                    signal(SIGHUP)
                    usleep(100_000)
                    signal(SIGTERM)
                    return true
                }
            }
            #expect(isServed)
            #expect(time < 8)
        }
    }

    @Test("Running out of descriptors delays connections and loses no thread")
    func outOfDescriptors() async {
        await #expect(processExitsWith: .success) {
            let fixture = try PoolFixture(threads: 2)
            let kept = fixture.client
            #expect(kept.get().isComplete)
            // One descriptor is left, and the client's end takes it.
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let usual = limit.rlim_cur
            let next = dup(kept.descriptor)
            close(next)
            limit.rlim_cur = rlim_t(next + 1)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let late = fixture.client
            late.request([("TEXT", "late")])
            #expect(eventually { !fixture.log.isEmpty })
            for _ in 0..<10 { #expect(kept.get().isComplete) }
            limit.rlim_cur = usual
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            #expect(late.answer().body == "late")
            #expect(fixture.pool.liveThreads == 2)
        }
    }
}

import Glibc
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

@Suite("Kept connections")
struct KeptConnections {
    @Test("A kept connection serves one request after another, each under its own id")
    func reuse() throws {
        let fixture = try PoolFixture()
        let client = fixture.client
        for id in UInt16(1)...50 {
            let answer = client.get([("TEXT", "answer \(id)")], id: id * 1_000)
            #expect(answer.body == "answer \(id)")
            #expect(answer.isComplete && answer.requests == [id * 1_000])
        }
        #expect(fixture.pool.status.requests == 50)
        #expect(fixture.pool.status.connections == 1)
    }

    @Test("An idle kept connection takes no thread: 64 of them leave two threads free for others")
    func idleConnections() throws {
        let fixture = try PoolFixture(threads: 2)
        let idle = (0..<64).map { _ in fixture.client }
        for client in idle { #expect(client.get().isComplete) }
        #expect(fixture.pool.status.connections == 64)
        #expect(eventually { fixture.pool.status.busy == 0 })
        for _ in 0..<20 { #expect(fixture.client.get([("TEXT", "new")]).body == "new") }
        for (number, client) in idle.enumerated().reversed() {
            #expect(client.get([("TEXT", "\(number)")]).body == "\(number)")
        }
    }

    @Test("A connection over which nothing has come yet takes no thread")
    func silentConnections() throws {
        let fixture = try PoolFixture(threads: 1)
        let silent = (0..<10).map { _ in fixture.client }
        #expect(fixture.client.get().isComplete)
        #expect(silent.allSatisfy { $0.isOpenAndSilent })
        #expect(silent[7].get().isComplete)
    }

    @Test("A connection that is not to be kept is closed after its answer")
    func notKept() throws {
        let fixture = try PoolFixture()
        let client = fixture.client
        #expect(client.get(keep: false).isComplete)
        #expect(client.isClosedByServer)
        #expect(eventually { fixture.pool.status.connections == 0 })
    }

    @Test("A connection that the web server closes is forgotten")
    func closedByWebServer() throws {
        let fixture = try PoolFixture()
        var clients = (0..<20).map { _ in fixture.client }
        for client in clients { _ = client.get() }
        clients.removeAll()
        #expect(eventually { fixture.pool.status.connections == 0 })
        #expect(fixture.client.get().isComplete)
    }

    @Test("More connections than are allowed wait their turn and are not refused")
    func connectionLimit() throws {
        let fixture = try PoolFixture(threads: 2, connections: 3)
        var kept = (0..<3).map { _ in fixture.client }
        for client in kept { #expect(client.get().isComplete) }
        let late = fixture.client
        late.request([("TEXT", "late")])
        usleep(100_000)
        #expect(late.isOpenAndSilent)
        #expect(kept[1].get().isComplete)
        kept.removeLast()
        #expect(late.answer().body == "late")
    }

    @Test("A thread without work tells its worker, once for each while")
    func resting() throws {
        let fixture = try PoolFixture(threads: 1, restSeconds: 1)
        #expect(fixture.client.get().isComplete)
        #expect(fixture.rests.load(ordering: .relaxed) == 0)
        #expect(eventually { fixture.rests.load(ordering: .relaxed) > 0 })
    }

    @Test("The status counts connections, requests and who is busy")
    func status() throws {
        let gate = Gate()
        let fixture = try PoolFixture(threads: 2) { _, response in
            gate.wait()
            try? response.finish("\r\n\r\n", "done")
        }
        let client = fixture.client
        client.request()
        #expect(eventually { fixture.pool.status.busy == 1 })
        #expect(fixture.pool.status.name == "test")
        #expect(!fixture.pool.isQuiet)
        gate.open()
        #expect(client.answer().isComplete)
        #expect(eventually { fixture.pool.status.busy == 0 })
        #expect(fixture.pool.status.requests == 1)
    }
}

/// Holds threads until it is opened, for good.
final class Gate: Sendable {
    private let isOpen = Atomic(false)

    func open() { isOpen.store(true, ordering: .releasing) }

    func wait() { _ = eventually { isOpen.load(ordering: .acquiring) } }
}

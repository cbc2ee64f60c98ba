import Glibc
import TestSupport
import Testing

@testable import FastCGI

@Suite("Phases of a pool")
struct Phases {
    @Test("A retiring pool serves the connections it has and accepts no more")
    func retiring() throws {
        let fixture = try PoolFixture()
        let kept = fixture.client
        #expect(kept.get().isComplete)
        fixture.pool.enter(.retiring)
        let late = fixture.client
        late.request()
        for _ in 0..<20 { #expect(kept.get().isComplete) }
        #expect(late.isOpenAndSilent)
        #expect(fixture.pool.liveThreads == 2)
        #expect(!fixture.pool.isQuiet)
    }

    @Test("What a retiring pool leaves in the backlog its successor takes")
    func successor() throws {
        let fixture = try PoolFixture()
        #expect(fixture.client.get().isComplete)
        fixture.pool.enter(.retiring)
        let late = fixture.client
        late.request([("TEXT", "late")])
        let successor = try fixture.startSuccessor()
        defer { successor.enter(.stopping) }
        #expect(late.answer().body == "late")
        #expect(successor.status.requests == 1)
    }

    @Test("A connection that comes just as a pool retires is served by it or by its successor")
    func handOver() throws {
        for round in 0..<300 {
            let fixture = try PoolFixture()
            let successor = try fixture.startSuccessor()
            defer { successor.enter(.stopping) }
            // Its threads wait by now, so the kernel wakes one of them for the connection.
            #expect(fixture.client.get().isComplete)
            let pool = fixture.pool
            let gate = Gate()
            onThread {
                gate.wait()
                usleep(UInt32(round % 30))
                pool.enter(.retiring)
            }
            gate.open()
            let client = fixture.client
            client.request([("TEXT", "in between")])
            try #require(client.answer().body == "in between", "round \(round)")
        }
    }

    @Test("A closing pool closes each connection after its next answer")
    func closing() throws {
        let fixture = try PoolFixture()
        let clients = (0..<5).map { _ in fixture.client }
        for client in clients { #expect(client.get().isComplete) }
        #expect(eventually { fixture.pool.status.busy == 0 })
        fixture.pool.enter(.closing)
        for client in clients {
            #expect(client.get().isComplete)
            #expect(client.isClosedByServer)
        }
        #expect(eventually { fixture.pool.isQuiet })
    }

    @Test("The threads of a stopping pool leave, each after the answer it is giving")
    func stopping() throws {
        let gate = Gate()
        let fixture = try PoolFixture(threads: 3) { request, response in
            gate.wait()
            PoolFixture.hello(request, response)
        }
        let client = fixture.client
        client.request()
        #expect(eventually { fixture.pool.status.busy == 1 })
        fixture.pool.enter(.stopping)
        #expect(eventually { fixture.pool.liveThreads == 1 })
        gate.open()
        #expect(client.answer().isComplete)
        #expect(eventually { fixture.pool.liveThreads == 0 })
    }
}

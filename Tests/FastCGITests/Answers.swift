import Glibc
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

@Suite("Answers")
struct Answers {
    private static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }

    private static let sizes = [
        0, 1, 7, 8, 9, 8_192, 65_527, 65_528, 65_529, 131_055, 131_056, 131_057, 1_000_000,
    ]

    @Test(
        "An answer of any size arrives whole, in records of at most 65,528 bytes", arguments: sizes)
    func anySize(count: Int) throws {
        let body = Self.pattern(count)
        let fixture = try PoolFixture { _, response in try? response.finish([], body) }
        let client = fixture.client
        for _ in 0..<3 {
            let answer = client.get()
            #expect(answer.isComplete && !answer.isOdd)
            #expect(answer.bytes == body)
            #expect(answer.parts.allSatisfy { $0.count <= 65_528 })
            // An empty record ends the stream, so it must be the last and no other.
            #expect(answer.parts.dropLast().allSatisfy { !$0.isEmpty })
            #expect(answer.parts.last?.isEmpty == true)
        }
    }

    @Test("A head and a body that fit one record only apart still arrive whole")
    func headAndBody() throws {
        let head = Self.pattern(100)
        let body = Self.pattern(65_500)
        let fixture = try PoolFixture { _, response in try? response.finish(head, body) }
        let answer = fixture.client.get()
        #expect(answer.isComplete && answer.bytes == head + body)
    }

    @Test("Pieces written one after another arrive in their order")
    func pieces() throws {
        let fixture = try PoolFixture { _, response in
            for number in 0..<100 { try? response.write(Self.pattern(number * 50)) }
            try? response.finish([], [])
        }
        let answer = fixture.client.get()
        #expect(answer.isComplete)
        #expect(answer.bytes == (0..<100).flatMap { Self.pattern($0 * 50) })
    }

    @Test(
        "A worker that returns without finishing breaks the connection, so that the client can tell"
    )
    func unfinished() throws {
        let fixture = try PoolFixture { request, response in
            try? response.write(Array("half an ans".utf8))
            if request["WHOLE"] == "yes" { try? response.finish([], Array("wer".utf8)) }
        }
        let client = fixture.client
        #expect(client.get([("WHOLE", "yes")]).isComplete)
        let answer = client.get()
        #expect(answer.text == "half an ans")
        #expect(!answer.isComplete && !answer.isOdd)
        #expect(client.isClosedByServer)
        #expect(fixture.client.get([("WHOLE", "yes")]).text == "half an answer")
    }

    @Test("A worker that writes nothing at all breaks the connection too")
    func nothing() throws {
        let fixture = try PoolFixture { _, _ in }
        let client = fixture.client
        let answer = client.get()
        #expect(answer.bytes.isEmpty && !answer.isComplete)
        #expect(client.isClosedByServer)
    }

    @Test("A client that hangs up in the middle of an answer ends it quietly")
    func hangUp() throws {
        let failures = Mutex<[DeliveryFailure]>([])
        let fixture = try PoolFixture(threads: 1) { request, response in
            guard request["LARGE"] != nil else { return PoolFixture.hello(request, response) }
            do throws(DeliveryFailure) {
                for _ in 0..<1_000 { try response.write([UInt8](repeating: 65, count: 65_528)) }
                try response.finish([], [])
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        for _ in 0..<5 {
            let client = fixture.client
            client.request([("LARGE", "yes")])
            _ = UnixSocket.read(100_000, from: client.descriptor)
        }
        #expect(fixture.client.get().body == "hello")
        #expect(eventually { failures.withLock { $0.count } == 5 })
        #expect(failures.withLock { $0 }.allSatisfy { $0 == .hungUp })
        #expect(fixture.log.isEmpty)
        #expect(eventually { fixture.pool.status.connections == 0 })
    }

    @Test("A client that takes nothing stalls the answer no longer than the time-out")
    func stall() throws {
        let failures = Mutex<[DeliveryFailure]>([])
        let fixture = try PoolFixture(threads: 1, ioSeconds: 1) { request, response in
            do throws(DeliveryFailure) {
                for _ in 0..<1_000 { try response.write([UInt8](repeating: 65, count: 65_528)) }
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        let client = fixture.client
        let time = seconds {
            client.request()
            #expect(eventually { failures.withLock { $0.count } == 1 })
        }
        #expect(failures.withLock { $0 } == [.stalled])
        #expect((0.5..<10).contains(time))
    }

    @Test("Answers on several threads do not mix")
    func severalThreads() throws {
        let fixture = try PoolFixture(threads: 4) { request, response in
            let letter = Array((request["TEXT"] ?? "").utf8)
            for _ in 0..<20 {
                try? response.write(Array(repeating: letter, count: 3_000).flatMap { $0 })
            }
            try? response.finish([], [])
        }
        let clients = (0..<8).map { _ in fixture.client }
        for (number, client) in clients.enumerated() {
            client.request([("TEXT", String(number))], id: UInt16(number + 1))
        }
        for (number, client) in clients.enumerated() {
            let answer = client.answer()
            #expect(answer.isComplete && answer.bytes.count == 60_000)
            #expect(answer.bytes.allSatisfy { $0 == UInt8(48 + number) })
            #expect(answer.requests == [UInt16(number + 1)])
        }
    }
}

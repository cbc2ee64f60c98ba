import Foundation
import TestStack

/// A page and an export against a back end of the usual kind, by turns. The peer is asked directly,
/// Guildhall through nginx and with a token.
struct PeerBenchmark {
    private static let rounds = 5

    private let stack: Stack

    init(_ stack: Stack) { self.stack = stack }

    func run(_ report: inout Report) throws {
        let peer = try Peer(stack)
        defer { peer.stop() }
        try pages(peer, &report)
        try exports(peer, &report)
    }

    private func pages(_ peer: Peer, _ report: inout Report) throws {
        let path = "/api/v1/bookings?page_size=20"
        var ratios: [Double] = []
        for _ in 0..<Self.rounds {
            let theirs = try Load(
                stack, path, stack.member, connections: 64, seconds: 4, from: peer.url)
            let ours = try Load(stack, path, stack.member, connections: 64, seconds: 4)
            Benchmarks.tell(
                String(
                    format: "page of bookings: %.0f requests/s, FastAPI %.0f", ours.rate,
                    theirs.rate))
            guard theirs.failures + ours.failures == 0 else {
                throw Stack.Failure(description: "pages failed under load")
            }
            ratios.append(theirs.rate / ours.rate)
        }
        report.add("page of bookings, time / FastAPI", ratios.median, atMost: 0.5)
    }

    private func exports(_ peer: Peer, _ report: inout Report) throws {
        var ratios: [Double] = []
        for _ in 0..<3 {
            let theirs = try seconds(peer.url)
            let ours = try seconds(stack.url)
            Benchmarks.tell(
                String(format: "export of all bookings: %.1f s, FastAPI %.1f s", ours, theirs))
            ratios.append(ours / theirs)
        }
        report.add("export ndjson, time / FastAPI", ratios.median, atMost: 0.5)
        let theirs = try peer.processes().map(Memory.peak).max() ?? 0
        let ours = try stack.responders().map(Memory.peak).max() ?? 0
        guard theirs > 0 else { throw Stack.Failure(description: "the peer has no processes") }
        report.add(
            "peak memory of a process / FastAPI", Double(ours) / Double(theirs), atMost: 0.5)
    }

    private func seconds(_ url: String) throws -> Double {
        let outcome = try TestStack.run([
            "curl", "-sf", "-o", "/dev/null", "-w", "%{time_total}", "-H",
            "Authorization: Bearer \(try stack.token(stack.admin))",
            url + "/api/v1/admin/bookings/export?format=ndjson",
        ])
        guard outcome.status == 0, let seconds = Double(outcome.text) else {
            throw Stack.Failure(description: "curl ended with \(outcome.status)")
        }
        return seconds
    }
}

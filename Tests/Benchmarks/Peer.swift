import Foundation
import TestStack

/// A back end of the usual kind on the same database: `peer.py`, with as many processes and
/// connections as the responders have.
final class Peer {
    let url: String
    private let server: Running

    init(_ stack: Stack) throws {
        let port = try freePorts(1)[0]
        url = "http://127.0.0.1:\(port)"
        server = try Running(
            [
                ".build/peer/bin/python", "-m", "uvicorn", "peer:app", "--app-dir",
                "Tests/Benchmarks", "--port", "\(port)", "--workers", "2", "--loop", "uvloop",
                "--http", "httptools", "--log-level", "warning", "--no-access-log",
            ], environment: ["PEER_DATABASE": stack.database, "PYTHONDONTWRITEBYTECODE": "1"])
        for _ in 0..<100 {
            let probe = try run(["curl", "-sf", "-o", "/dev/null", "\(url)/api/v1/bookings"])
            if probe.status == 0 { return }
            usleep(200_000)
        }
        stop()
        throw Stack.Failure(description: "the peer does not start")
    }

    /// The processes that answer.
    func processes() throws -> [Int32] {
        let parent = server.process.processIdentifier
        return try run(["pgrep", "-P", "\(parent)", "-f", "spawn_main"]).lines.compactMap {
            Int32($0)
        }
    }

    func stop() {
        server.process.terminate()
        _ = try? server.wait()
    }
}

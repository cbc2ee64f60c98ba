import Glibc
import Synchronization

/// Stands between libpq and PostgreSQL and counts how often the talk changes its direction.
public final class TurnCounter: Sendable {
    /// The directory to connect to instead of the cluster's own.
    public var path: String { directory.path }

    private let directory = TemporaryDirectory()
    private let listener: Int32
    private let count = Atomic(0)

    /// Begins to stand before a cluster.
    public convenience init(before cluster: Cluster) {
        self.init(before: cluster.directory + "/.s.PGSQL.5432")
    }

    /// Begins to stand before a server's socket.
    /// - Parameter address: where clients connect instead; in a directory of the counter's own if
    ///   nil.
    public init(before server: String, at address: String? = nil) {
        listener = UnixSocket.listen(at: address ?? directory.file(".s.PGSQL.5432"))
        let (listener, relay) = (listener, Relay(self))
        onThread {
            while case let client = accept(listener, nil, nil), client >= 0 {
                guard let upstream = UnixSocket.connect(to: server) else { return }
                onThread { relay.pass(between: client, and: upstream) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Round trips that began while `body` ran: times that the client spoke after the server had.
    public func roundTrips(_ body: () throws -> Void) rethrows -> Int {
        let before = count.load(ordering: .sequentiallyConsistent)
        try body()
        return count.load(ordering: .sequentiallyConsistent) - before
    }

    /// What the relaying threads hold, which is not the counter itself.
    private final class Relay: @unchecked Sendable {
        private weak var counter: TurnCounter?
        init(_ counter: TurnCounter) { self.counter = counter }

        func pass(between client: Int32, and server: Int32) {
            defer {
                close(client)
                close(server)
            }
            var isServersTurn = false
            while true {
                var ends = [
                    pollfd(fd: server, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                ]
                guard poll(&ends, 2, 60_000) > 0 else { return }
                // The server first: what it has sent was sent before the client's next word.
                let fromServer = ends[0].revents != 0
                if !fromServer, !isServersTurn {
                    isServersTurn = true
                    counter?.count.add(1, ordering: .sequentiallyConsistent)
                } else if fromServer {
                    isServersTurn = false
                }
                guard
                    Self.copy(from: fromServer ? server : client, to: fromServer ? client : server)
                else { return }
            }
        }

        private static func copy(from source: Int32, to target: Int32) -> Bool {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(source, &buffer, buffer.count, 0)
            return count > 0 && UnixSocket.send(Array(buffer.prefix(count)), on: target)
        }
    }
}

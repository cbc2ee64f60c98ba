internal import Glibc

/// What a service manager such as systemd hands over and wants to know (sd_listen_fds(3),
/// sd_notify(3)).
///
/// Its protocol is one datagram; a library for that would bring compression and cryptography along.
public struct ServiceManager: Sendable {
    /// The first descriptor that is handed over (sd_listen_fds(3): `SD_LISTEN_FDS_START`).
    private static let firstDescriptor: Int32 = 3

    /// Where messages go; nil: nobody wants to know.
    private let address: String?
    /// How often a sign of life is expected, halved to be in time; nil: never.
    public let watchdogInterval: Duration?
    private let socketCount: Int32

    /// Reads what the service manager has put in the environment.
    /// - Parameter lookUp: gives an environment variable's value, or nil if it is not set.
    public init(_ lookUp: (String) -> String?) {
        address = lookUp("NOTIFY_SOCKET").flatMap { $0.isEmpty ? nil : $0 }
        // Both are inherited by children, to whom they do not apply.
        let ownID = String(getpid())
        let isWatched = (lookUp("WATCHDOG_PID") ?? ownID) == ownID
        watchdogInterval = (isWatched ? lookUp("WATCHDOG_USEC") : nil).flatMap { Int($0) }
            .map { .microseconds($0 / 2) }
        let count = lookUp("LISTEN_PID") == ownID ? lookUp("LISTEN_FDS") : nil
        socketCount = count.flatMap { Int32($0) } ?? 0
    }

    /// Whether listening sockets were handed over.
    public var hasSockets: Bool { socketCount > 0 }

    /// The listening unix sockets that were handed over, in their order; empty if there are none.
    /// - Throws: if one of the descriptors is no unix socket with a path.
    public func sockets() throws(SystemFailure) -> [ListeningSocket] {
        var sockets: [ListeningSocket] = []
        for number in 0..<socketCount {
            sockets.append(try ListeningSocket(adopting: Self.firstDescriptor + number))
        }
        return sockets
    }

    /// Says that the service is ready for requests.
    public func notifyReady() { send("READY=1") }

    /// Gives a sign of life.
    public func notifyAlive() { if watchdogInterval != nil { send("WATCHDOG=1") } }

    /// Says that the service is about to end.
    public func notifyStopping() { send("STOPPING=1") }

    /// Sends a message; a service manager that does not take it is no reason to fail.
    private func send(_ message: String) {
        guard let address else { return }
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // An address that begins with @ is in the abstract name space, whose names begin with NUL.
        let path = address.hasPrefix("@") ? "\0" + address.dropFirst() : address
        let bytes = Array(message.utf8)
        _ = unsafe UnixAddress.with(path) { socketAddress, length in
            unsafe sendto(
                descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), socketAddress, length)
        }
    }
}

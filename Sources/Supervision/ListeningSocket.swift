internal import Glibc

/// A unix socket that waits for connections.
public struct ListeningSocket: Sendable {
    /// Bytes that a unix socket's path may have.
    public static var longestPath: Int { UnixAddress.longestPath }

    /// Connections that wait to be accepted: for pools with few threads this is the queue.
    private static let backlog: Int32 = 4_096

    /// The descriptor; it is closed when another program is executed unless that is given it.
    public let descriptor: Int32
    /// Where the socket is.
    public let path: String
    /// Whether this process made the socket, and so removes its name.
    private let isOwn: Bool

    /// Makes a socket that its owner and group can connect to, in place of one that nobody listens
    /// on any more.
    /// - Parameter force: also replace one that is listened on, because whoever does is to end.
    /// - Throws: EADDRINUSE if another process still listens there.
    public init(at path: String, force: Bool = false) throws(SystemFailure) {
        guard path.utf8.count <= Self.longestPath else {
            throw SystemFailure("bind \(path)", code: ENAMETOOLONG)
        }
        guard force || !Self.isAnswered(path) else {
            throw SystemFailure("bind \(path)", code: EADDRINUSE)
        }
        unsafe unlink(path)
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = try SystemFailure.check("socket", socket(AF_UNIX, kind, 0))
        self.path = path
        isOwn = true
        // The mode must be right from the first moment on, so it is not changed afterwards.
        let mask = umask(0o117)
        let status = unsafe UnixAddress.with(path) { unsafe bind(descriptor, $0, $1) }
        umask(mask)
        guard status == 0, listen(descriptor, Self.backlog) == 0 else {
            let failure = SystemFailure("bind \(path)")
            Glibc.close(descriptor)
            throw failure
        }
    }

    /// Takes over a socket that listens already.
    /// - Throws: ENOTSOCK if the descriptor is no unix socket with a path.
    init(adopting descriptor: Int32) throws(SystemFailure) {
        guard let path = UnixAddress.path(of: descriptor) else {
            throw SystemFailure("take over descriptor \(descriptor)", code: ENOTSOCK)
        }
        self.descriptor = descriptor
        self.path = path
        isOwn = false
        // Programs get it by being given it.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    /// Closes this process's descriptor and removes the socket's name if this process made it.
    public func close() {
        Glibc.close(descriptor)
        if isOwn { unsafe unlink(path) }
    }

    /// Whether some process accepts connections there.
    private static func isAnswered(_ path: String) -> Bool {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        // With a full backlog the kernel says EAGAIN, and only a listener has a backlog.
        return unsafe UnixAddress.with(path) { unsafe connect(descriptor, $0, $1) } == 0
            || errno == EAGAIN
    }
}

internal import Glibc

extension Pool {
    /// Makes the kernel tell another process that shares a listening socket of what waits there.
    ///
    /// A connection wakes one process. If that was one whose thread had not looked yet when it took the
    /// socket out of its set, nobody else knows of the connection, which then waits until the next one
    /// comes. So one comes, and is closed at once.
    static func knock(on listener: Int32) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                // It fails with a full backlog, and each of those in that wakes somebody too.
                if getsockname(listener, $0, &length) == 0 { _ = connect(descriptor, $0, length) }
            }
        }
    }
}

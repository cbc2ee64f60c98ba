import Glibc

/// Unix stream sockets as tests use them: every wait ends by itself, so that a broken program fails a
/// test instead of hanging it.
public enum UnixSocket {
    /// Seconds after which a read or write gives up.
    public static let patience = 20

    /// A listening socket at a path.
    public static func listen(at path: String, backlog: Int32 = 128) -> Int32 {
        let descriptor = make()
        precondition(withAddress(path) { Glibc.bind(descriptor, $0, $1) } == 0, "bind \(path)")
        precondition(Glibc.listen(descriptor, backlog) == 0, "listen \(path)")
        return descriptor
    }

    /// A connection to a path, or nil if nobody listens there.
    public static func connect(to path: String) -> Int32? {
        let descriptor = make()
        if withAddress(path, { Glibc.connect(descriptor, $0, $1) }) == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// Two connected sockets.
    public static func pair() -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        precondition(socketpair(AF_UNIX, type, 0, &ends) == 0, "socketpair")
        for end in ends { bound(end, seconds: patience) }
        return (ends[0], ends[1])
    }

    /// Sets how long a read or write may take.
    public static func bound(_ descriptor: Int32, seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, length)
    }

    /// Sends all bytes; false if the other end went away.
    @discardableResult
    public static func send(_ bytes: [UInt8], on descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// Reads so many bytes, or fewer if the other end closes or time is up.
    public static func read(_ count: Int, from descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var length = 0
        while length < count {
            let part = bytes.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress! + length, count - length, 0)
            }
            if part <= 0 { break }
            length += part
        }
        bytes.removeLast(count - length)
        return bytes
    }

    /// Reads until the other end closes or time is up.
    public static func readAll(from descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let part = read(65_536, from: descriptor)
            bytes += part
            if part.count < 65_536 { return bytes }
        }
    }

    private static func make() -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        precondition(descriptor >= 0, "socket")
        bound(descriptor, seconds: patience)
        return descriptor
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        precondition(
            path.utf8.count < MemoryLayout.size(ofValue: address.sun_path), "\(path) is too long")
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

import Glibc

/// Asks nginx on this machine for a page.
enum Probe {
    private static let patienceSeconds = 2

    /// The status of an answer to GET, or nil if there was none in time.
    static func status(of path: String, port: Int) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, length)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, length)
        let connected = unsafe Ports.withAddress(port, host: INADDR_LOOPBACK) {
            unsafe connect(descriptor, $0, $1)
        }
        guard connected == 0 else { return nil }

        let request = Array(
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard unsafe write(descriptor, request, request.count) == request.count else { return nil }
        var head = [UInt8](repeating: 0, count: 12)
        guard unsafe recv(descriptor, &head, head.count, Int32(MSG_WAITALL)) == head.count
        else { return nil }
        // "HTTP/1.1 200"
        return Int(String(decoding: head[9...], as: UTF8.self))
    }
}

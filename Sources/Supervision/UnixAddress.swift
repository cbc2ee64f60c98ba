internal import Glibc

/// Addresses of unix sockets (unix(7)).
enum UnixAddress {
    /// Bytes that a path may have: `sun_path`, less the end mark.
    static let longestPath = 107

    /// Calls a function with the address of a path that is short enough.
    static func with<Result>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8.prefix(longestPath))
        }
        // An abstract name ends where the address does, and not at a NUL.
        let header = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length =
            path.utf8.first == 0
            ? header + path.utf8.count : MemoryLayout<sockaddr_un>.size
        return unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(length))
            }
        }
    }

    /// The path that a socket is bound to, or nil if it is none of a file system.
    static func path(of descriptor: Int32) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        let path = unsafe withUnsafeBytes(of: &address.sun_path) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return path.isEmpty ? nil : path
    }
}

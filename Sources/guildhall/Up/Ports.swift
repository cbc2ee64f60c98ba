import Configuration
import Glibc
import Supervision

/// TCP ports on this machine.
enum Ports {
    /// Checks that nobody listens on the ports that nginx is to have.
    static func check(_ configuration: Configuration) throws {
        let http = configuration.number(Settings.port)
        let https = configuration.number(Settings.tlsPort)
        guard http != https else {
            throw Failure("\(Settings.port.name) and \(Settings.tlsPort.name) are both \(http)")
        }
        for (setting, port) in [(Settings.port, http), (Settings.tlsPort, https)] {
            try check(port, setting)
        }
    }

    private static func check(_ port: Int, _ setting: Setting) throws {
        // Whatever an `up` that was killed has left behind ends within this time.
        let end = ContinuousClock.now + .seconds(3)
        while case let code = bindFailure(port), code != 0 {
            guard code == EADDRINUSE else {
                throw SystemFailure("listen on port \(port) (\(setting.name))", code: code)
            }
            guard ContinuousClock.now < end else {
                throw Failure(
                    "port \(port) is in use by another program; choose another one, "
                        + "for example \(setting.name)=\(port + 1_000)")
            }
            usleep(100_000)
        }
    }

    /// What keeps from listening on a port, as nginx would; 0 for nothing.
    private static func bindFailure(_ port: Int) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var yes: Int32 = 1
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let status = unsafe withAddress(port, host: INADDR_ANY) { unsafe bind(descriptor, $0, $1) }
        return status == 0 ? 0 : errno
    }

    /// Calls `body` with an IPv4 address and port.
    static func withAddress(
        _ port: Int, host: in_addr_t, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = host.bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}

import Glibc
import Testing

@testable import HTTPClient

@Suite struct PublicAddresses {
    @Test(
        "Addresses of machines on the Internet are public",
        arguments: [
            "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "223.255.255.1",
            "2a00:1450:4001:80e::200e", "2600::1", "2003::1",
        ])
    func open(_ text: String) throws {
        #expect(try #require(InternetAddress(text)).isPublic)
    }

    @Test(
        "Addresses of this machine, of private networks, groups and examples are not",
        arguments: [
            "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254",
            "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.19.0.1",
            "198.51.100.1", "203.0.113.1", "224.0.0.1", "255.255.255.255", "::", "::1",
            "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fe80::1", "fd00::1", "ff02::1", "2001:db8::1",
            "2001::1", "2002:7f00:1::", "3fff::1",
        ])
    func closed(_ text: String) throws {
        #expect(try !#require(InternetAddress(text)).isPublic)
    }

    @Test("Who keeps to public addresses connects to nobody here, by number or by name")
    func refusal() throws {
        let server = try Listener()
        for host in ["127.0.0.1", "localhost"] {
            let outcome = try #require(post(host, server.port, isPublicOnly: true))
            #expect(outcome.status == nil)
            #expect(outcome.failure == "Its address is not public")
        }
        #expect(!server.wasVisited)
        let outcome = try #require(post("127.0.0.1", server.port, isPublicOnly: false))
        #expect(outcome.failure != "Its address is not public")
        #expect(server.wasVisited)
    }

    private func post(_ host: String, _ port: Int, isPublicOnly: Bool) -> PostOutcome? {
        let postman = Postman(
            Postman.Limits(
                connectSeconds: 5, totalSeconds: 1, answerBytes: 100, isPublicOnly: isPublicOnly))
        postman.send(PostRequest(url: "http://\(host):\(port)/", fields: [], body: [65]), id: 1)
        while !postman.ids.isEmpty {
            if let ended = postman.wait(milliseconds: 100).first { return ended.outcome }
        }
        return nil
    }
}

/// A socket that listens on this machine and never answers.
private final class Listener {
    private let descriptor: Int32
    let port: Int

    init() throws {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isOpen = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isOpen)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    /// Whether somebody has connected since the last look.
    var wasVisited: Bool {
        let visitor = accept(descriptor, nil, nil)
        if visitor >= 0 { close(visitor) }
        return visitor >= 0
    }
}

/// Ports of this machine that nobody listens at now.
///
/// They are below those that the kernel gives to outgoing connections, which could otherwise take
/// one before a server does.
public func freePorts(_ count: Int) throws -> [Int] {
    let script = """
        import random, socket, sys
        with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
            end = int(file.read().split()[0])
        held = []
        while len(held) < int(sys.argv[1]):
            s = socket.socket()
            try: s.bind(("127.0.0.1", random.randrange(10000, max(end, 20000))))
            except OSError: continue
            held.append(s)
        print(*[s.getsockname()[1] for s in held])
        """
    let outcome = try run(["python3", "-c", script, "\(count)"])
    let ports = outcome.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    guard ports.count == count else {
        throw Stack.Failure(description: "no free ports: \(outcome.errors)")
    }
    return ports
}

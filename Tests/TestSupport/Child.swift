import Glibc

/// A program of others that a test runs: its standard input and output are one socket.
///
/// The socket closes with the test process, however that ends, so a child that reads it notices.
public final class Child: Sendable {
    public let socket: Int32
    private let process: pid_t

    /// Starts a program, found on the PATH.
    public init(_ arguments: [String]) {
        let (ours, theirs) = UnixSocket.pair()
        socket = ours
        UnixSocket.bound(theirs, seconds: 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, theirs, 0)
        posix_spawn_file_actions_adddup2(&actions, theirs, 1)
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var process: pid_t = 0
        let status = posix_spawnp(&process, arguments[0], &actions, nil, &pointers, environ)
        precondition(status == 0, "\(arguments[0]): \(String(cString: strerror(status)))")
        close(theirs)
        self.process = process
    }

    deinit { close(socket) }

    /// Waits for the program's end.
    /// - Returns: its exit status, or -1 if a signal ended it.
    public func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }

    /// Runs a program to its end.
    /// - Returns: its exit status and what it wrote to standard output.
    public static func run(_ arguments: [String], input: [UInt8] = []) -> (
        status: Int32, output: [UInt8]
    ) {
        let child = Child(arguments)
        UnixSocket.send(input, on: child.socket)
        shutdown(child.socket, Int32(SHUT_WR))
        let output = UnixSocket.readAll(from: child.socket)
        return (child.wait(), output)
    }
}

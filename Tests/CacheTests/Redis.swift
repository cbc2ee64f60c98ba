import Glibc
import TestSupport

/// A Redis of a test's own, on a unix socket; it ends with the test.
final class Redis: Sendable {
    private let directory = TemporaryDirectory()
    private let child: Child

    var path: String { directory.file("s") }

    /// Starts it and waits until it answers.
    init() {
        // As a server has it: writing to a connection that broke is an error and not the end.
        signal(SIGPIPE, SIG_IGN)
        let script = #"""
            redis-server --port 0 --unixsocket "$1" --save "" --appendonly no > /dev/null 2>&1 &
            read -r end
            kill -9 $!
            """#
        child = Child(["sh", "-c", script, "sh", directory.file("s")])
        for _ in 0..<200 where access(path, F_OK) != 0 { usleep(20_000) }
    }

    deinit {
        shutdown(child.socket, Int32(SHUT_WR))
        _ = child.wait()
    }
}

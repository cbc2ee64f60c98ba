internal import Glibc

/// A POSIX thread with a small stack that takes no signals.
enum Thread {
    /// Bytes of stack; only the pages that are touched take memory.
    private static let stackSize = 512 * 1024

    private final class Body {
        let niceness: Int
        let run: @Sendable () -> Void
        init(_ niceness: Int, _ run: @escaping @Sendable () -> Void) {
            self.niceness = niceness
            self.run = run
        }
    }

    /// Runs `body` on a thread of its own.
    /// - Parameter niceness: added to the process's own (nice(2)); on Linux each thread has one.
    static func start(
        niceness: Int = 0, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Body(niceness, body)).toOpaque()
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                let body = Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
                if body.niceness != 0 { _ = nice(Int32(body.niceness)) }
                body.run()
                return nil
            }, argument)
        guard status == 0 else {
            Unmanaged<Body>.fromOpaque(argument).release()
            throw SystemError(call: "pthread_create", code: status)
        }
    }
}

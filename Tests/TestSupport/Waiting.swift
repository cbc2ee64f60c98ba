import Glibc

/// Waits for a condition that other threads bring about.
/// - Returns: whether it came about in time. The bound is generous, as test machines are busy.
public func eventually(within seconds: Double = 20, _ condition: () -> Bool) -> Bool {
    let attempts = Int(seconds * 200)
    for _ in 0..<attempts {
        if condition() { return true }
        usleep(5_000)
    }
    return condition()
}

/// Runs `body` on a thread of its own, which ends with it.
public func onThread(_ body: @escaping @Sendable () -> Void) {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Box(body)).toOpaque()
    let status = pthread_create(
        &thread, nil,
        { argument in
            Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
            return nil
        }, argument)
    precondition(status == 0, "pthread_create")
    pthread_detach(thread)
}

/// How long `body` takes, in seconds.
public func seconds(of body: () throws -> Void) rethrows -> Double {
    var start = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    try body()
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &end)
    return Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9
}

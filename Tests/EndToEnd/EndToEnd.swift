import Foundation
import TestStack
import Testing

/// Everything through real nginx, PostgreSQL and curl. The tests share one stack and break it on
/// purpose, so they run one after another.
@Suite(.serialized) enum EndToEnd {
    /// The stack that all tests share, started by the first that needs it and stopped when the
    /// process ends.
    static let stack = start(bookings: 25_000)

    /// A stack whose exports a slow reader holds half-way: they are larger than all buffers between
    /// responder and client together, and nginx spools as little as it can.
    static let brittleStack = start(bookings: 120_000, ["GUILDHALL_SPOOL_MB": "1"])

    /// A stack with the limits that users meet.
    static let limitedStack = start(
        bookings: 40_000, ["RATE_LIMITS": "on", "GUILDHALL_SPOOL_MB": "1"])

    /// A stack on which time passes quickly, and nobody minds a million users.
    static let sharpStack = start(
        bookings: 100,
        [
            "GUILDHALL_REFRESH_GRACE_SECONDS": "1", "GUILDHALL_LOGIN_WINDOW_SECONDS": "2",
            "GUILDHALL_HOLD_SECONDS": "2", "GUILDHALL_WORKERS": "2",
            "GUILDHALL_WORKER_MILLISECONDS": "100", "GUILDHALL_WEBHOOK_SECONDS": "2",
            "GUILDHALL_WEBHOOK_BACKOFF_SECONDS": "1",
        ])

    /// A stack whose lists of threads are kept for a second, and whose cache is small.
    static let forgetfulStack = start(
        bookings: 100,
        [
            "GUILDHALL_RECENT_SECONDS": "1", "GUILDHALL_CACHE_BYTES": "1048576",
            "TOPICS": "20000",
        ])

    /// - Parameter isLast: whether it is not tried again, should something be in the way, such as a
    ///   port that another program has just taken.
    static func start(
        bookings: Int, _ environment: [String: String] = [:], isLast: Bool = false
    ) -> Stack {
        do {
            let stack = try Stack(bookings: bookings, environment: environment)
            started.append(stack)
            if started.count == 1 { atexit { EndToEnd.started.forEach { $0.stop() } } }
            return stack
        } catch {
            guard !isLast else { fatalError("the stack does not start: \(error)") }
            print("the stack does not start, and is tried once more: \(error)")
            return start(bookings: bookings, environment, isLast: true)
        }
    }

    nonisolated(unsafe) private static var started: [Stack] = []

    static var admin: Stack.Login { stack.admin }
    static var member: Stack.Login { stack.member }

    /// Waits for something to become true.
    static func eventually(_ seconds: Double = 10, _ condition: () throws -> Bool) rethrows -> Bool
    {
        let deadline = Date() + seconds
        while Date() < deadline {
            if try condition() { return true }
            usleep(50_000)
        }
        return false
    }
}

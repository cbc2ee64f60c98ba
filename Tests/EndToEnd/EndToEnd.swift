import Foundation
import TestStack
import Testing

/// Everything through real nginx, PostgreSQL and curl. The tests share one stack and break it on purpose, so they run
/// one after another.
@Suite(.serialized) enum EndToEnd {
    /// The stack that all tests share, started by the first that needs it and stopped when the process ends.
    static let stack: Stack = {
        do {
            // nginx spools as little as it can, so that a slow reader holds an export half-way.
            let stack = try Stack(bookings: 25_000, environment: ["GUILDHALL_SPOOL_MB": "1"])
            shared = stack
            atexit { EndToEnd.shared?.stop() }
            return stack
        } catch {
            fatalError("the stack does not start: \(error)")
        }
    }()

    nonisolated(unsafe) private static var shared: Stack?

    static var admin: Stack.Login { stack.admin }
    static var member: Stack.Login { stack.member }

    /// Waits for something to become true.
    static func eventually(_ seconds: Double = 10, _ condition: () throws -> Bool) rethrows -> Bool {
        let deadline = Date() + seconds
        while Date() < deadline {
            if try condition() { return true }
            usleep(50_000)
        }
        return false
    }
}

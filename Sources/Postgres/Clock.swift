internal import Glibc

/// The monotonic clock, in nanoseconds: unlike the wall clock it never jumps.
public enum Clock {
    /// Nanoseconds since an arbitrary fixed moment.
    public static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The moment so many seconds from now.
    public static func seconds(_ seconds: Int) -> UInt64 { now + UInt64(seconds) * 1_000_000_000 }

    /// A poll(2) time-out that ends at a moment: -1 (no end) for nil, 0 for one that has passed.
    static func milliseconds(until moment: UInt64?) -> Int32 {
        guard let moment else { return -1 }
        let present = now
        guard moment > present else { return 0 }
        return Int32(clamping: (moment - present) / 1_000_000 + 1)
    }
}

/// Exponential waiting between attempts, so that a returning server is not met by a stampede.
struct Backoff {
    private static let first: UInt64 = 50_000_000
    private static let longest: UInt64 = 1_000_000_000

    private var wait: UInt64 = 0
    private var nextAttempt: UInt64 = 0

    var isDue: Bool { Clock.now >= nextAttempt }

    mutating func failed() {
        wait = min(max(wait * 2, Self.first), Self.longest)
        // Half to all of the wait, so that threads that failed together do not come back together.
        nextAttempt = Clock.now + UInt64.random(in: wait / 2...wait)
    }

    mutating func succeeded() {
        wait = 0
        nextAttempt = 0
    }
}

internal import Glibc

/// The monotonic clock, which unlike the wall clock never jumps.
enum Monotonic {
    /// Milliseconds since an arbitrary fixed moment.
    static var milliseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}

import Glibc
import Supervision

/// Keeps a second `up` off the same state directory for as long as this process lives.
enum StateLock {
    /// Takes the lock and never gives it back.
    static func take(_ state: String) throws {
        let path = state + "/lock"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw SystemFailure("lock \(path)") }
            throw Failure(
                "another `guildhall up` runs on \(state) already; stop it, or set GUILDHALL_STATE "
                    + "and the ports to others")
        }
    }

    /// Whether an `up` runs on a state directory.
    static func isTaken(_ state: String) -> Bool {
        let descriptor = unsafe open(state + "/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}

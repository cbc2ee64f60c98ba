internal import CLinux
internal import Glibc

/// Makes this process end when the one that started it does.
public func endWithParent() {
    _ = guildhall_die_with_parent(SIGTERM)
}

/// Sets glibc's allocator up for many threads that each hold little for a short time.
///
/// Two arenas instead of eight per core keep what one thread freed within reach of the others. Fixed thresholds keep
/// batches of rows on the heap: left to itself, glibc gives each batch's memory back and asks for it again.
public func economiseMemory() {
    mallopt(M_ARENA_MAX, 2)
    mallopt(M_TRIM_THRESHOLD, 1_024 * 1_024)
    mallopt(M_MMAP_THRESHOLD, 1_024 * 1_024)
}

internal import CLinux
internal import Glibc

/// Makes this process end when the one that started it does.
public func endWithParent() {
    _ = guildhall_die_with_parent(SIGTERM)
}

/// Sets glibc's allocator up for many threads that each hold little for a short time.
///
/// Eight arenas instead of eight per core keep what one thread freed within reach of the others, and
/// are enough for no page to wait for an arena's lock that a thread behind it holds.
/// Fixed thresholds keep batches of rows on the heap: left to itself, glibc gives each batch's
/// memory back and asks for it again.
public func economiseMemory() {
    mallopt(M_ARENA_MAX, 8)
    mallopt(M_TRIM_THRESHOLD, 1_024 * 1_024)
    mallopt(M_MMAP_THRESHOLD, 1_024 * 1_024)
}

/// Gives back the pages of programs and libraries that only starting up needed.
///
/// Loading some thirty libraries runs through megabytes of symbols, relocations and constructors that
/// are never wanted again. These pages are never written to, so the kernel can drop them and read
/// what is still needed from its page cache.
public func forgetStartUpText() {
    guard let maps = fopen("/proc/self/maps", "r") else { return }
    defer { fclose(maps) }
    var line = [CChar](repeating: 0, count: 1_024)
    while fgets(&line, Int32(line.count), maps) != nil {
        // A line begins like this: 7f5e3c000000-7f5e3c021000 r-xp 00000000 fe:00 5316947 /usr/lib/…
        let fields = line.prefix { $0 != 0 }.split(separator: 32, omittingEmptySubsequences: true)
            .map { String(decoding: $0.map(UInt8.init(bitPattern:)), as: UTF8.self) }
        guard fields.count > 5, fields[5].hasPrefix("/") else { continue }
        // Of what cannot be written to now, only a file's beginning, with its symbols, is sure to
        // have never been: the rest may hold addresses that the loader has put in.
        let isUntouched = fields[1] == "r-xp" || (fields[1] == "r--p" && fields[2] == "00000000")
        let range = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard isUntouched, range.count == 2 else { continue }
        madvise(
            UnsafeMutableRawPointer(bitPattern: range[0]), Int(range[1] - range[0]), MADV_DONTNEED)
    }
}

/// Runs `body` in a child process, whose memory goes when it ends; waits for the end.
///
/// Must be called before this process starts a thread: of several, the child would have only one.
/// - Returns: whether the child came to the end of `body` and that returned true.
public func runInChild(_ body: () -> Bool) -> Bool {
    let child = guildhall_fork()
    if child == 0 { _exit(body() ? 0 : 1) }
    guard child > 0 else { return false }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
        if errno != EINTR { return false }
    }
    return status == 0
}

/// A file without a name that is gone when nobody has it open any more.
public func makeNamelessFile(_ label: StaticString) throws(SystemError) -> Int32 {
    let descriptor = label.withUTF8Buffer { label in
        label.withMemoryRebound(to: CChar.self) { guildhall_nameless_file($0.baseAddress) }
    }
    return try SystemError.check("memfd_create", descriptor)
}

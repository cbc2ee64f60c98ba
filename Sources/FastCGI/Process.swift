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

/// Gives back the pages of program text that only starting up needed.
///
/// Loading some thirty libraries runs through megabytes of relocations and constructors that are
/// never wanted again. The text is never written to, so the kernel can drop it and read what is
/// still needed from its page cache.
public func forgetStartUpText() {
    guard let maps = fopen("/proc/self/maps", "r") else { return }
    defer { fclose(maps) }
    var line = [CChar](repeating: 0, count: 1_024)
    while fgets(&line, Int32(line.count), maps) != nil {
        // A line begins like this: 7f5e3c000000-7f5e3c021000 r-xp 00000000 fe:00 5316947 /usr/lib/…
        let fields = line.prefix { $0 != 0 }.split(separator: 32, omittingEmptySubsequences: true)
        let range = fields[0].split(separator: 45).compactMap { field in
            UInt(String(decoding: field.map(UInt8.init(bitPattern:)), as: UTF8.self), radix: 16)
        }
        guard fields.count > 5, fields[1].elementsEqual("r-xp".utf8.map(CChar.init)),
            range.count == 2
        else { continue }
        madvise(
            UnsafeMutableRawPointer(bitPattern: range[0]), Int(range[1] - range[0]), MADV_DONTNEED)
    }
}

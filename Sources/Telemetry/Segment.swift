internal import Glibc
internal import Synchronization

/// Memory that all responder processes share: words that are read and changed without locks.
///
/// A process that is killed leaves each word whole, so nothing that others count is harmed. The file
/// behind it belongs to the supervisor and outlives every responder, and so do the counts.
@safe
public final class Segment: Sendable {
    /// What kept a segment from being shared.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    nonisolated(unsafe) private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let descriptor: Int32

    /// A segment of this process's own, for one that has no supervisor.
    public convenience init() throws(Failure) {
        try self.init(descriptor: -1, path: "memory")
        begin()
    }

    /// Makes a new segment, in place of one that may be there.
    /// - Parameter path: a file of which only its owner may know the contents.
    public convenience init(making path: String) throws(Failure) {
        let fresh = path + ".new"
        unsafe unlink(fresh)
        let descriptor = unsafe Glibc.open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, Layout.bytes) == 0 else {
            throw Failure("make", fresh)
        }
        try self.init(descriptor: descriptor, path: fresh)
        begin()
        guard unsafe rename(fresh, path) == 0 else { throw Failure("make", path) }
    }

    /// Opens a segment that another process has made.
    /// - Throws: also when it was made by a program that lays it out differently.
    public convenience init(opening path: String) throws(Failure) {
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("open", path) }
        guard lseek(descriptor, 0, SEEK_END) == Layout.bytes else {
            close(descriptor)
            throw Failure(description: "\(path) is of another version")
        }
        try self.init(descriptor: descriptor, path: path)
        guard load(Layout.mark) == Layout.version else {
            throw Failure(description: "\(path) is of another version")
        }
    }

    private init(descriptor: Int32, path: String) throws(Failure) {
        let flags = descriptor < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED
        let memory = unsafe mmap(
            nil, Layout.bytes, PROT_READ | PROT_WRITE, flags, descriptor, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
            if descriptor >= 0 { close(descriptor) }
            throw Failure("map", path)
        }
        self.descriptor = descriptor
        unsafe words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: Layout.words)
    }

    deinit {
        unsafe munmap(words, Layout.bytes)
        if descriptor >= 0 { close(descriptor) }
    }

    private func begin() {
        store(Layout.startedAt, UInt64(time(nil)))
        logLevel = .info
        store(Layout.mark, Layout.version)
    }

    // MARK: Words

    func load(_ index: Int) -> UInt64 { unsafe words[index].load(ordering: .relaxed) }

    func store(_ index: Int, _ value: UInt64) {
        unsafe words[index].store(value, ordering: .relaxed)
    }

    func add(_ index: Int, _ value: UInt64 = 1) {
        unsafe words[index].wrappingAdd(value, ordering: .relaxed)
    }

    func subtract(_ index: Int, _ value: UInt64 = 1) {
        unsafe words[index].wrappingSubtract(value, ordering: .relaxed)
    }

    /// Replaces a value if it is still what it was.
    func exchange(_ index: Int, _ present: UInt64, for value: UInt64) -> Bool {
        unsafe words[index].compareExchange(
            expected: present, desired: value, ordering: .relaxed
        ).exchanged
    }

    /// Does what only one process may do at a time. The kernel lets go for one that is killed.
    func exclusively<Result>(_ body: () -> Result) -> Result {
        if descriptor >= 0 { _ = flock(descriptor, LOCK_EX) }
        defer { if descriptor >= 0 { _ = flock(descriptor, LOCK_UN) } }
        return body()
    }
}

extension Segment.Failure {
    fileprivate init(_ what: String, _ path: String) {
        let reason = unsafe String(cString: strerror(errno))
        description = "cannot \(what) \(path): \(reason)"
    }
}

extension Segment {
    /// Writes a text, cut off where it is longer than its words.
    func store(text: String, at index: Int, words count: Int) {
        var bytes = text.utf8.prefix(count * 8).makeIterator()
        for word in 0..<count {
            var value: UInt64 = 0
            for shift in 0..<8 { value |= UInt64(bytes.next() ?? 0) << (shift * 8) }
            store(index + word, value)
        }
    }

    /// Reads a text.
    func text(at index: Int, words count: Int) -> String {
        var bytes: [UInt8] = []
        for word in 0..<count {
            let value = load(index + word)
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> (shift * 8))) }
        }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// Bytes on their way out: a buffer of fixed size that is drained whenever it is full.
///
/// Until it has drained for the first time everything written can still be taken back with
/// `reset()`, so an error found while a short answer is being written becomes a proper error
/// answer.
@safe
public final class Output {
    /// Takes away the bytes that have gathered; throws when they cannot be delivered.
    public typealias Drain = (UnsafeRawBufferPointer) throws -> Void

    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let capacity: Int
    @usableFromInline var used = 0
    private var drain: Drain

    /// Whether bytes have left: what was written before can no longer be taken back.
    public private(set) var hasDrained = false

    /// Creates an output.
    /// - Parameters:
    ///   - capacity: the size of the buffer in bytes.
    ///   - drain: where full buffers go.
    public init(capacity: Int, drain: @escaping Drain) {
        precondition(capacity >= Pen.longestInteger, "a number must fit")
        self.capacity = capacity
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
        unsafe self.drain = unsafe drain
    }

    deinit { unsafe base.deallocate() }

    /// The number of bytes gathered and not yet drained.
    public var count: Int { used }

    /// The bytes gathered and not yet drained, valid until the next write.
    public var gathered: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: base, count: used)
    }

    /// Forgets what has gathered and begins anew.
    public func reset() {
        used = 0
        hasDrained = false
    }

    /// Sends what has gathered.
    public func flush() throws {
        guard used > 0 else { return }
        hasDrained = true
        let bytes = unsafe gathered
        used = 0
        try unsafe drain(bytes)
    }

    /// Makes room for so many bytes, which must fit the buffer.
    @inlinable
    public func reserve(_ count: Int) throws {
        if capacity - used < count { try makeRoom(count) }
    }

    @usableFromInline
    func makeRoom(_ count: Int) throws {
        precondition(count <= capacity, "\(count) bytes never fit \(capacity)")
        try flush()
    }

    /// Whether so many bytes can fit the buffer when it is empty.
    @inlinable
    public func canHold(_ count: Int) -> Bool { count <= capacity }

    /// Writes at most `count` bytes in place.
    @inlinable
    public func write(atMost count: Int, _ body: (inout Pen) -> Void) throws {
        try reserve(count)
        var pen = unsafe Pen(at: base + used)
        body(&pen)
        used = unsafe pen.next - UnsafeMutableRawPointer(base)
    }

    /// Writes bytes as they are, of any number.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            if used == capacity { try flush() }
            let part = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(capacity - used))
            unsafe (base + used).copyMemory(
                from: part.baseAddress!, byteCount: part.count)
            used += part.count
            unsafe rest = unsafe rest.dropFirst(part.count)
        }
    }

    /// Writes a text's UTF-8 as it is.
    public func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try unsafe write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a constant's UTF-8 as it is.
    public func write(_ text: StaticString) throws {
        try unsafe write(
            UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes UTF-8 with JSON's escapes and without quotes, of any length.
    public func writeEscaped(_ bytes: UnsafeRawBufferPointer) throws {
        let step = (capacity - 8) / Pen.longestEscape
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            let part = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(step))
            try write(atMost: Pen.room(forEscaped: part.count)) { pen in unsafe pen.escaped(part) }
            unsafe rest = unsafe rest.dropFirst(part.count)
        }
    }
}

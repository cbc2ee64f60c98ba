internal import Glibc
internal import Synchronization

/// Lines of the log that wait to be written together.
///
/// Under the journal a system call for each line costs a fifth of what a short request takes.
public final class LogBuffer: Sendable {
    /// Bytes that are written at once. Another process that writes to the same pipe cannot come in
    /// between (PIPE_BUF, pipe(7)).
    private static let capacity = 4_096

    private let bytes = Mutex<[UInt8]>([])

    /// Creates an empty buffer.
    public init() { bytes.withLock { $0.reserveCapacity(Self.capacity) } }

    /// Takes a line, and writes those before it if there is no room for it.
    func append(_ line: UnsafeRawBufferPointer) {
        bytes.withLock { bytes in
            if bytes.count + line.count > Self.capacity { Self.drain(&bytes) }
            guard line.count <= Self.capacity else { return unsafe Self.write(line) }
            unsafe bytes.append(contentsOf: line)
        }
    }

    /// Writes what waits. Without it a line waits until others fill the buffer.
    public func flush() { bytes.withLock { Self.drain(&$0) } }

    private static func drain(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        unsafe bytes.withUnsafeBytes { unsafe write($0) }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes to standard error, as far as that can be written to.
    static func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
            let count = unsafe Glibc.write(2, part.baseAddress, part.count)
            guard count > 0 || errno == EINTR else { return }
            unsafe rest = rest.dropFirst(max(count, 0))
        }
    }
}

import API
import Glibc
import Supervision

/// A file read from its beginning to its end, which may be a pipe.
final class FileSource: ByteStream {
    private let path: String
    private let descriptor: Int32
    private let size: Int
    private var bytesRead = 0

    init(_ path: String) throws {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("read \(path)") }
        var facts = stat()
        size = unsafe fstat(descriptor, &facts) == 0 ? Int(facts.st_size) : 0
    }

    deinit { close(descriptor) }

    func read(into buffer: inout [UInt8]) throws -> Int {
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw SystemFailure("read \(path)") }
        bytesRead += count
        return count
    }

    /// How many lines there may be in all, as there were so many so far.
    func estimate(_ lines: Int) -> Int {
        bytesRead > 0 ? max(lines, Int(Double(lines) * Double(size) / Double(bytesRead))) : lines
    }
}

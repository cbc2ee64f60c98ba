public import Glibc

/// A directory of a test's own with a path short enough for unix sockets, removed with the last
/// reference to it.
public final class TemporaryDirectory: Sendable {
    public let path: String

    /// Makes the directory.
    public init() {
        var template = Array("/tmp/guildhall-test.XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let made = mkdtemp(buffer.baseAddress!) else { fatalError("mkdtemp failed") }
            return String(cString: made)
        }
    }

    deinit {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            unlink("\(path)/\(name)")
        }
        closedir(directory)
        rmdir(path)
    }

    /// The path of a file in the directory.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file; false if that fails.
    public static func write(_ text: String, to path: String, mode: mode_t) -> Bool {
        let descriptor = creat(path, mode)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count
    }
}

internal import Glibc

/// The small files in which the kernel tells about memory and processes (proc(5), cgroups(7)).
enum KernelFile {
    private static let longest = 16_384

    /// A file's text, or nil if it cannot be read.
    static func text(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return unsafe withUnsafeTemporaryAllocation(byteCount: longest, alignment: 8) { buffer in
            var count = 0
            while count < buffer.count {
                let more = unsafe read(
                    descriptor, buffer.baseAddress! + count, buffer.count - count)
                guard more >= 0 else { return nil }
                if more == 0 { break }
                count += more
            }
            return unsafe String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    /// A file that holds one number; nil also for `max`.
    static func number(_ path: String) -> Int? {
        text(path).flatMap { $0.split(separator: "\n").first }.flatMap { Int($0) }
    }

    /// The numbers behind names, as in `MemTotal:  1024 kB` and `inactive_file 4096`.
    static func numbers(_ names: [String], in path: String) -> [String: Int] {
        guard let text = text(path) else { return [:] }
        var numbers: [String: Int] = [:]
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let words = line.split { $0 == 32 || $0 == 9 || $0 == UInt8(ascii: ":") }
            guard words.count > 1, let name = String(words[0]), names.contains(name) else {
                continue
            }
            numbers[name] = String(words[1]).flatMap { Int($0) }
        }
        return numbers
    }
}

/// What /proc tells about a process (proc(5)).
enum ProcessFacts {
    /// The name of the executable, or nil if there is no such process.
    static func name(_ id: Int32) -> String? {
        (try? Files.text("/proc/\(id)/comm"))?.trimmed
    }

    /// Bytes of memory in use and the most that ever was, or nil if there is no such process.
    static func memory(_ id: Int32) -> (present: Int, peak: Int)? {
        guard let status = try? Files.text("/proc/\(id)/status") else { return nil }
        func bytes(_ name: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            let number = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
            return number.flatMap { Int($0) }.map { $0 * 1_024 } ?? 0
        }
        return (bytes("VmRSS"), bytes("VmHWM"))
    }
}

/// What the kernel tells about a process (proc(5)).
enum ProcessFacts {
    /// When it began, in clock ticks since the machine did; nil if there is no such process.
    static func birth(of id: Int32) -> UInt64? {
        guard let text = KernelFile.text("/proc/\(id)/stat"),
            let end = text.lastIndex(of: ")")
        else { return nil }
        // The name in parentheses is field 2 and may hold anything; the time is field 22.
        let fields = text[end...].dropFirst().split(separator: " ")
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }

    /// Bytes of memory that it has and the most that it ever had.
    static func memory(of id: Int32) -> (resident: Int, peak: Int)? {
        let numbers = KernelFile.numbers(["VmRSS", "VmHWM"], in: "/proc/\(id)/status")
        guard let resident = numbers["VmRSS"], let peak = numbers["VmHWM"] else { return nil }
        return (resident * 1_024, peak * 1_024)
    }
}

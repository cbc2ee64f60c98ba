import Foundation

/// What the kernel says of a process's memory.
public enum Memory {
    /// The most that was resident since the process started or the mark was reset, in KiB (proc(5),
    /// `VmHWM`).
    public static func peak(_ process: Int32) throws -> Int { try field("VmHWM", process) }

    /// What is resident now, in KiB.
    public static func resident(_ process: Int32) throws -> Int { try field("VmRSS", process) }

    /// Makes the present size the peak (proc(5), `clear_refs`).
    public static func resetPeak(_ process: Int32) throws {
        try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/\(process)/clear_refs"))
    }

    private static func field(_ name: String, _ process: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
        return line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap {
            Int($0)
        } ?? 0
    }
}

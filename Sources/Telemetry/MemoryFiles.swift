/// Where the kernel tells how much memory there is: the control groups of this process, and the
/// machine.
public struct MemoryFiles: Sendable {
    /// A control group with a limit of its own.
    fileprivate struct Group: Sendable {
        let directory: String
        /// Whether it has the names of cgroup version 2.
        let isUnified: Bool
    }

    private static let unifiedRoot = "/sys/fs/cgroup"
    private static let formerRoot = "/sys/fs/cgroup/memory"
    private static let kibibyte = 1_024

    private let groups: [Group]
    private let machine: String

    /// Finds the files.
    /// - Parameter root: a directory that holds the files of a control group, or else `meminfo`; empty
    ///   for the kernel's own files of this process.
    public init(root: String = "") {
        guard root.isEmpty else {
            groups = [true, false].map { Group(directory: root, isUnified: $0) }
            machine = "\(root)/meminfo"
            return
        }
        machine = "/proc/meminfo"
        groups = Self.ownGroups()
    }

    /// The group of this process and those around it: the tightest of them all counts.
    private static func ownGroups() -> [Group] {
        var groups: [Group] = []
        for line in (KernelFile.text("/proc/self/cgroup") ?? "").split(separator: "\n") {
            // "0::/user.slice" in version 2, "4:memory:/user.slice" in version 1.
            let fields = line.split(
                separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let isUnified = fields[0] == "0" && fields[1].isEmpty
            guard isUnified || fields[1].split(separator: ",").contains("memory") else { continue }
            var directory = (isUnified ? unifiedRoot : formerRoot) + fields[2]
            while directory.hasPrefix(isUnified ? unifiedRoot : formerRoot) {
                groups.append(Group(directory: directory, isUnified: isUnified))
                directory = String(
                    directory[..<(directory.lastIndex(of: "/") ?? directory.endIndex)])
            }
        }
        return groups.filter { $0.limit != nil }
    }

    /// Reads how things are; nil if nothing can be read.
    ///
    /// A limit that is larger than the machine is none.
    public func read() -> MemoryReading? {
        let machine = readMachine()
        let readings = groups.compactMap(\.reading)
            .filter { machine == nil || $0.total <= machine?.total ?? 0 }
        return readings.max { $0.usedPermille < $1.usedPermille } ?? machine
    }

    private func readMachine() -> MemoryReading? {
        let numbers = KernelFile.numbers(["MemTotal", "MemAvailable"], in: machine)
        guard let total = numbers["MemTotal"], let available = numbers["MemAvailable"] else {
            return nil
        }
        return MemoryReading(
            source: .system, total: total * Self.kibibyte,
            used: (total - available) * Self.kibibyte)
    }
}

extension MemoryFiles.Group {
    /// The limit in bytes, or nil if there is none.
    fileprivate var limit: Int? {
        KernelFile.number(directory + (isUnified ? "/memory.max" : "/memory.limit_in_bytes"))
    }

    /// What is in use, less the file cache, which the kernel takes back before it ends a process; what
    /// of it must be written to disk first counts as used.
    fileprivate var reading: MemoryReading? {
        let usage = isUnified ? "/memory.current" : "/memory.usage_in_bytes"
        guard let limit, let current = KernelFile.number(directory + usage) else { return nil }
        let prefix = isUnified ? "" : "total_"
        let names =
            ["inactive_file", "active_file"].map { prefix + $0 }
            + (isUnified ? ["file_dirty", "file_writeback"] : ["total_dirty", "total_writeback"])
        let numbers = KernelFile.numbers(names, in: directory + "/memory.stat")
        let bytes = names.map { numbers[$0] ?? 0 }
        let reclaimable = max(0, bytes[0] + bytes[1] - bytes[2] - bytes[3])
        return MemoryReading(source: .cgroup, total: limit, used: max(0, current - reclaimable))
    }
}

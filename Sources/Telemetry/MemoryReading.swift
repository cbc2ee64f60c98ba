/// How much memory there is and how much of it is taken.
public struct MemoryReading: Sendable, Equatable {
    /// Who sets the limit.
    public enum Source: String, Sendable, CaseIterable {
        /// A control group of this process (cgroups(7)).
        case cgroup
        /// The machine.
        case system
    }

    public let source: Source
    /// Bytes that there are.
    public let total: Int
    /// Bytes that are taken and that the kernel cannot take back.
    public let used: Int

    /// Creates a reading.
    public init(source: Source, total: Int, used: Int) {
        self.source = source
        self.total = total
        self.used = used
    }

    /// Bytes that can still be had.
    public var available: Int { max(0, total - used) }

    /// The share that is taken, in thousandths.
    public var usedPermille: Int { total > 0 ? Int(Double(used) / Double(total) * 1_000) : 0 }
}

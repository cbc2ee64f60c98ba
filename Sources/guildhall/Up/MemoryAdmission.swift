import Configuration
import Telemetry

/// Refuses to start what memory does not suffice for, while it can still be said in words.
enum MemoryAdmission {
    private static let mebibyte = 1 << 20

    /// What the servers that `up` starts take beside the responders, as it configures them.
    static func servers(_ configuration: Configuration) -> [MemoryPlan.Part] {
        let threads =
            configuration.number(Settings.poolSize) + configuration.number(Settings.bulkThreads)
            + configuration.number(Settings.passwordThreads)
        let sessions = configuration.number(Settings.responders) * threads
        return [
            .init("PostgreSQL's shared buffers", count: 1, bytes: Cluster.sharedBuffers * mebibyte),
            .init("PostgreSQL's sessions", count: sessions, bytes: 24 * mebibyte),
            .init("Redis", count: 1, bytes: 80 * mebibyte),
            .init("nginx", count: 1, bytes: 64 * mebibyte),
        ]
    }

    /// Checks that everything fits.
    static func check(_ configuration: Configuration, with others: [MemoryPlan.Part] = []) throws {
        let threshold = configuration.number(Settings.memoryThreshold)
        let critical = configuration.number(Settings.memoryCritical)
        guard threshold <= critical else {
            throw Failure(
                "\(Settings.memoryThreshold.name) (\(threshold)) is above "
                    + "\(Settings.memoryCritical.name) (\(critical))")
        }
        if let fault = fault(configuration, with: others) { throw Failure(fault) }
    }

    /// What does not fit, with the numbers, or nil.
    static func fault(_ configuration: Configuration, with others: [MemoryPlan.Part]) -> String? {
        let files = MemoryFiles(root: configuration.text(Settings.memoryFiles))
        guard let reading = files.read() else {
            return "the kernel does not tell how much memory there is"
        }
        var plan = MemoryPlan(configuration)
        for part in others { plan.add(part) }
        let budget = MemoryPlan.budget(configuration, total: reading.total)
        guard plan.bytes > budget else { return nil }
        let isSet = configuration.number(Settings.memoryBudget) > 0
        let source = reading.source == .cgroup ? "the control group" : "the machine"
        let origin =
            isSet
            ? Settings.memoryBudget.name
            : "\(configuration.number(Settings.memoryThreshold)) % of the "
                + "\(reading.total / mebibyte) MiB of \(source)"
        let lines = plan.lines.map { "    " + $0 }.joined(separator: "\n")
        return "all requests at once could take more memory than there is:\n\(lines)\n"
            + "  but there may be \(budget / mebibyte) MiB (\(origin)).\n"
            + "  Lower \(Settings.responders.name), \(Settings.poolSize.name), "
            + "\(Settings.passwordThreads.name) or \(Settings.bulkThreads.name)."
    }
}

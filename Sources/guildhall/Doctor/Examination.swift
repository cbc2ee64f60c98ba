import Configuration
import Glibc
import JSON
import Supervision
import Telemetry

/// Looks at everything that the service needs, each thing by itself, so that one that is broken hides
/// no other.
struct Examination {
    private static let gibibyte = 1 << 30
    /// Free space below which PostgreSQL's log and nginx's spool are soon out of room.
    private static let leastSpace = gibibyte
    private static let fewSpace = 5 * gibibyte

    let configuration: Configuration
    let state: String
    /// What `run.json` says; nil if nothing runs.
    let run: JSONValue?

    init(_ configuration: Configuration) {
        self.configuration = configuration
        state = PlaceMaking.state(configuration)
        run = try? RunFile.read(configuration)
    }

    func findings() -> [Finding] {
        [packages, service].compactMap(\.self) + sockets
            + DatabaseExamination(configuration).findings() + [space, memory, clock] + keys
            + [webServer, counting].compactMap(\.self)
    }

    private var packages: Finding {
        do {
            let version = Cluster.version(in: state + "/postgres/data")
            let programs = try Programs.find(clusterVersion: version)
            return .well("packages", "PostgreSQL is \(programs.postgres)")
        } catch {
            let lines = "\(error)".split(separator: "\n")
            return .wrong("packages", "\(lines.first ?? "")", "make packages")
        }
    }

    /// What `up` has started. Of a service manager's services their sockets and counters tell.
    private var service: Finding? {
        guard let run else {
            guard configuration.text(Settings.runDirectory).isEmpty else { return nil }
            return .doubtful("service", "nothing runs in \(state)", "make run, or guildhall serve")
        }
        guard StateLock.isTaken(state) else {
            return .wrong(
                "service", "run.json says that it runs, but it does not",
                "it was killed: start it again, which tidies up")
        }
        var dead: [String] = []
        for service in run["service_pids"]?.members ?? [] where !isAlive(service.value) {
            dead.append(service.name)
        }
        for id in run["responder_pids"]?.elements ?? [] where !isAlive(id) {
            dead.append("a responder")
        }
        guard dead.isEmpty else {
            return .wrong(
                "service", "does not run: " + dead.joined(separator: ", "),
                "it is started again by itself; \(state)/log/ says why it ended")
        }
        return .well("service", "all processes run")
    }

    private func isAlive(_ value: JSONValue) -> Bool {
        guard case .number(let number) = value,
            let id = number.int64.flatMap({ Int32(exactly: $0) })
        else { return false }
        return ProcessFacts.memory(id) != nil
    }

    /// The kernel lists the unix sockets that somebody has bound (proc(5), `/proc/net/unix`).
    private var sockets: [Finding] {
        guard let directory = runDirectory else { return [] }
        let bound = (try? Files.text("/proc/net/unix")) ?? ""
        let missing = ResponderSockets.paths(in: directory).filter { path in
            !bound.split(separator: "\n").contains { $0.hasSuffix(" " + path) }
        }
        guard missing.isEmpty else {
            let names = missing.joined(separator: ", ")
            return [
                .wrong("sockets", "nobody listens on \(names)", "start the service again")
            ]
        }
        return [.well("sockets", "responders listen in \(directory)")]
    }

    private var runDirectory: String? {
        let named = configuration.text(Settings.runDirectory)
        return named.isEmpty ? run?["run_directory"]?.text : Environment.absolute(named)
    }

    private var space: Finding {
        var facts = statvfs()
        let place = Files.exists(state) ? state : "."
        guard unsafe statvfs(place, &facts) == 0 else {
            return .wrong("disk", "cannot look at \(place)", "check that it can be entered")
        }
        let free = Int(facts.f_bavail) * Int(facts.f_frsize)
        let detail = "\(free >> 30) GiB are free for \(place)"
        let remedy = "make room, or name another place by \(Settings.state.name)"
        if free < Self.leastSpace { return .wrong("disk", detail, remedy) }
        return free < Self.fewSpace
            ? .doubtful("disk", detail, remedy) : .well("disk", detail)
    }

    private var memory: Finding {
        let others = run == nil ? [] : MemoryAdmission.servers(configuration)
        if let fault = MemoryAdmission.fault(configuration, with: others) {
            return .wrong(
                "memory", fault, "as it says, or a larger machine; \(Settings.memoryBudget.name)")
        }
        return .well("memory", "all requests at once fit")
    }

    /// A clock that was set back shows in files that are newer than now.
    private var clock: Finding {
        var record = stat()
        let newest = unsafe stat(Environment.executable, &record) == 0 ? record.st_mtim.tv_sec : 0
        guard time(nil) >= newest else {
            return .wrong(
                "clock", "this program is newer than now", "set the clock: timedatectl set-ntp true"
            )
        }
        return .well("clock", "is not behind this program's own date")
    }

    /// What the responders count, if any run.
    private var counting: Finding? {
        guard run != nil || !configuration.text(Settings.runDirectory).isEmpty else { return nil }
        do {
            let segment = try TelemetryFile.open(configuration)
            guard segment.processes.count > 0 else {
                return .wrong("responders", "none counts", "start the service")
            }
            let state = segment.guardState
            guard state == .open else {
                return .doubtful(
                    "memory guard", "is \(state.name)",
                    "find what takes the memory: guildhall status")
            }
            return .well("memory guard", "is open; \(segment.processes.count) responders count")
        } catch {
            return .wrong("counters", "\(error)", "start the service again")
        }
    }
}

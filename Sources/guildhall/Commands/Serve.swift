import ArgumentParser
import Configuration
import Glibc
import Supervision

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep responders and workers running, as a service manager starts it.",
        discussion: """
            SIGHUP replaces the responders one by one without a failed request; SIGTERM and \
            SIGINT stop when the answers under way are finished. Under systemd the sockets may be a \
            socket unit's, and a watchdog is served.
            """)

    func run() throws {
        try Command.run {
            Signals.hold()
            let configuration = try Environment.configuration()
            let run = configuration.text(Settings.runDirectory)
            guard !run.isEmpty else { throw Failure("\(Settings.runDirectory.name) is not set") }
            try MemoryAdmission.check(configuration)
            let manager = ServiceManager(Environment.value)
            let sockets =
                try manager.hasSockets
                ? ResponderSockets(from: manager)
                : ResponderSockets(in: Environment.absolute(run))
            defer { sockets.close() }
            let plan = ResponderPlan.make(
                configuration,
                variables: try TelemetryFile.make(in: Environment.absolute(run), configuration),
                output: (1, 2))
            let supervisor = Supervisor(plan, sockets: sockets.all) { Terminal.line($0) }
            let tree = ProcessTree()
            tree.add(supervisor)
            try supervisor.start()
            let workers = WorkerPlan.services(configuration, variables: [:], output: (1, 2)) {
                Terminal.line($0)
            }
            for worker in workers {
                tree.add(worker)
                try worker.start()
                worker.keep()
            }
            Self.sweep(configuration)
            Self.attend(tree, supervisor, manager)
            manager.notifyStopping()
            Terminal.line("stopping")
            tree.stop()
            Terminal.line("stopped")
        }
    }

    /// Removes what the last run's crashes left. A database that does not answer keeps nobody from
    /// serving.
    private static func sweep(_ configuration: Configuration) {
        guard !configuration.text(Settings.dataDirectory).isEmpty else { return }
        do {
            let count = try Sweep.sweep(configuration, OwnerDatabase.connection(configuration))
            if count > 0 { Terminal.line("\(count) photos removed that nothing needs") }
        } catch {
            Terminal.complain("photos are not swept: \(Command.explanation(of: error))")
        }
    }

    /// Keeps everything running until a signal asks to stop.
    private static func attend(
        _ tree: ProcessTree, _ supervisor: Supervisor, _ manager: ServiceManager
    ) {
        var isReady = false
        while true {
            switch tree.turn(within: manager.watchdogInterval) {
            case nil: break
            case SIGHUP: supervisor.reload()
            default: return
            }
            manager.notifyAlive()
            if !isReady, supervisor.isServing {
                isReady = true
                manager.notifyReady()
            }
        }
    }
}

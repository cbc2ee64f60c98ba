import ArgumentParser
import Configuration
import Glibc
import Supervision

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep the responders running, as a service manager starts it.",
        discussion: """
            SIGHUP replaces the responders one by one without a failed request; SIGTERM and \
            SIGINT stop when the answers under way are finished.
            """)

    func run() throws {
        try Command.run {
            Signals.hold()
            let configuration = try Environment.configuration()
            let run = configuration.text(Settings.runDirectory)
            guard !run.isEmpty else { throw Failure("\(Settings.runDirectory.name) is not set") }
            let sockets = try ResponderSockets(in: Environment.absolute(run))
            defer { sockets.close() }
            let plan = ResponderPlan.make(configuration, variables: [:], output: (1, 2))
            let supervisor = Supervisor(plan, sockets: sockets.all) { Terminal.line($0) }
            let tree = ProcessTree()
            tree.add(supervisor)
            try supervisor.start()
            Self.sweep(configuration)
            while let signal = Self.nextSignal(tree), signal == SIGHUP { supervisor.reload() }
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

    private static func nextSignal(_ tree: ProcessTree) -> Int32? {
        while true {
            if let signal = tree.turn() { return signal }
        }
    }
}

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
            try MemoryAdmission.check(configuration)
            let sockets = try ResponderSockets(in: Environment.absolute(run))
            defer { sockets.close() }
            let plan = ResponderPlan.make(
                configuration,
                variables: try TelemetryFile.make(in: Environment.absolute(run), configuration),
                output: (1, 2))
            let supervisor = Supervisor(plan, sockets: sockets.all) { Terminal.line($0) }
            let tree = ProcessTree()
            tree.add(supervisor)
            try supervisor.start()
            while let signal = Self.nextSignal(tree), signal == SIGHUP { supervisor.reload() }
            Terminal.line("stopping")
            tree.stop()
            Terminal.line("stopped")
        }
    }

    private static func nextSignal(_ tree: ProcessTree) -> Int32? {
        while true {
            if let signal = tree.turn() { return signal }
        }
    }
}

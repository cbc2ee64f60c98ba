import ArgumentParser
import Supervision

struct Up: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start everything: PostgreSQL, Redis, the responders and nginx, with demo data.",
        discussion: """
            Stops it all on Ctrl-C. SIGHUP replaces the responders without a failed request. A \
            second start finds its data again.
            """)

    func run() throws {
        try Command.run {
            Signals.hold()
            let stack = try Stack(try Environment.configuration())
            do {
                try stack.start()
                stack.supervise()
            } catch let interruption as Interruption {
                Terminal.line("\(interruption)")
            } catch {
                Terminal.complain("guildhall: \(Command.explanation(of: error))")
                stack.explainFailure(error)
                stack.stop()
                throw ExitCode.failure
            }
            stack.stop()
        }
    }
}

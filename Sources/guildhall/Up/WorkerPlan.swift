import Configuration
import Supervision

/// How background workers are started.
enum WorkerPlan {
    /// What a worker needs after its own deadline to end, before it is killed.
    private static let grace: Duration = .seconds(2)

    /// The workers that the settings ask for, not started yet.
    /// - Parameters:
    ///   - variables: what workers are told beyond this program's environment.
    ///   - output: the descriptors of their standard output and error.
    static func services(
        _ configuration: Configuration, variables: [String: String], output: (Int32, Int32),
        log: @escaping (String) -> Void
    ) -> [Service] {
        let program = Program(
            Environment.sibling("guildhall-worker"), variables: variables,
            descriptors: [1: output.0, 2: output.1])
        let patience = Duration.seconds(configuration.number(Settings.stopSeconds)) + grace
        return (0..<configuration.number(Settings.workers)).map { index in
            Service(
                index == 0 ? "worker" : "worker-\(index + 1)", program,
                stopSteps: [.terminate(patience)], log: log)
        }
    }
}

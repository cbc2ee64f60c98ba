internal import API
internal import Configuration
internal import Glibc
internal import Security
internal import Supervision
internal import Telemetry

/// A worker process: reads its configuration and works until a signal ends it.
public enum WorkerProcess {
    /// Runs the process.
    /// - Returns: the exit status: 0 after a proper end, 78 (EX_CONFIG) when the configuration
    ///   cannot be used.
    public static func run() -> Int32 {
        Signals.hold()
        Sodium.initialise()
        let log = Log()
        do {
            let configuration = try Configuration { name in
                unsafe getenv(name).map { unsafe String(cString: $0) }
            }
            // Found wanting now, not at the first delivery.
            _ = try KeyFiles(configuration).read()
            BackgroundWorker(configuration, log).run()
            return 0
        } catch {
            log.write(.critical, "cannot work", [("error", "\(error)")])
            return 78
        }
    }
}

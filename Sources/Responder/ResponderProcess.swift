internal import API
internal import Configuration
internal import FastCGI
internal import Glibc
internal import Security
internal import Telemetry

/// A responder process: reads its configuration, takes over the listening sockets, and serves until
/// a signal ends it.
public enum ResponderProcess {
    /// Runs the process.
    /// - Returns: the exit status: 0 after a proper end, 78 (EX_CONFIG) when the configuration
    ///   cannot be used.
    public static func run() -> Int32 {
        // Before anything else, so that what loading took and what starting takes do not add up.
        forgetStartUpText()
        endWithParent()
        economiseMemory()
        Sodium.initialise()
        var log = Log()
        do {
            let configuration = try Configuration { name in
                unsafe getenv(name).map { unsafe String(cString: $0) }
            }
            let board = try board(configuration, log)
            let buffer = LogBuffer()
            defer { buffer.flush() }
            log = Log(board, configuration, buffer: buffer)
            let application = try Application(services(configuration, board, log))
            let server = try server(application, configuration, log)
            try server.run(onReady: announce, everySecond: buffer.flush)
            return 0
        } catch {
            log.write(.critical, "cannot serve", [("error", "\(error)")])
            return 78
        }
    }

    private struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// The memory that all responders share; without it this one counts for itself.
    private static func board(_ configuration: Configuration, _ log: Log) throws -> Segment {
        let path = configuration.text(Settings.telemetry)
        do {
            if !path.isEmpty { return try Segment(opening: path) }
        } catch {
            log.write(.warning, "this process counts for itself", [("error", "\(error)")])
        }
        let board = try Segment()
        if let level = LogLevel(rawValue: configuration.text(Settings.logLevel)) {
            board.logLevel = level
        }
        return board
    }

    private static func services(
        _ configuration: Configuration, _ board: Segment, _ log: Log
    ) throws -> Services {
        try Services(
            configuration: configuration, keys: try KeyFiles(configuration).read(),
            hasher: HasherProgram(path: configuration.text(Settings.hasher)),
            endpoints: Areas.endpoints, telemetry: try Telemetry(board), log: log,
            referenceMaker: .child)
    }

    private static func server(
        _ application: Application, _ configuration: Configuration, _ log: Log
    ) throws -> Server {
        let pools = try configuration.text(Settings.sockets).split(separator: ",").map { entry in
            let parts = entry.split(separator: "=")
            guard parts.count == 2, let pool = PoolName(rawValue: String(parts[0])),
                let descriptor = Int32(parts[1])
            else { throw Fault(description: "\(Settings.sockets.name): \(entry)") }
            return Server.PoolDeclaration(
                name: pool.rawValue, listener: descriptor,
                limits: pool.limits(configuration),
                makeWorker: { APIWorker(application, pool: pool, log: log) })
        }
        let patience = Server.Patience(
            stopSeconds: configuration.number(Settings.stopSeconds),
            idleSeconds: configuration.number(Settings.idleSeconds),
            retireSeconds: configuration.number(Settings.retireSeconds))
        return try Server(pools, patience: patience) { log.write(.warning, $0) }
    }

    /// Tells the supervisor that requests are being served, by closing the descriptor that it waits
    /// on.
    private static func announce() {
        forgetStartUpText()
        if let text = unsafe getenv("GUILDHALL_READY_FD"),
            let descriptor = unsafe Int32(String(cString: text))
        {
            close(descriptor)
        }
    }
}

extension PoolName {
    fileprivate func limits(_ configuration: Configuration) -> PoolLimits {
        let threads: Setting =
            switch self {
            case .interactive: Settings.poolSize
            case .bulk: Settings.bulkThreads
            case .passwords: Settings.passwordThreads
            }
        return PoolLimits(
            threads: configuration.number(threads),
            connections: configuration.number(Settings.connections),
            ioSeconds: configuration.number(Settings.ioSeconds),
            restSeconds: configuration.number(Settings.restSeconds),
            niceness: self == .bulk ? configuration.number(Settings.bulkNiceness) : 0)
    }
}

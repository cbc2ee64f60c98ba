import Configuration
import Supervision

/// The listening sockets of the responders' pools.
struct ResponderSockets {
    /// The pools, in the order of their descriptors.
    private static let pools = ["interactive", "bulk", "passwords"]

    let all: [ListeningSocket]

    /// Binds the sockets in a directory.
    /// - Parameter force: replace sockets that responders still have whose supervisor was killed.
    init(in directory: String, force: Bool = false) throws {
        all = try Self.paths(in: directory).map { try ListeningSocket(at: $0, force: force) }
    }

    /// Where the sockets are in a directory.
    static func paths(in directory: String) -> [String] {
        pools.map { "\(directory)/\($0).sock" }
    }

    /// Takes the sockets that a service manager has made, each named for its pool.
    /// - Throws: a message that names the pools whose socket is missing.
    init(from manager: ServiceManager) throws {
        let sockets = try manager.sockets()
        all = try Self.pools.map { pool in
            guard let socket = sockets.first(where: { $0.path.hasSuffix("/\(pool).sock") }) else {
                throw Failure("the service manager has made no socket \(pool).sock")
            }
            return socket
        }
    }

    /// What tells a responder which descriptor is which.
    static var setting: String {
        pools.enumerated().map { "\($0.element)=\($0.offset + 3)" }.joined(separator: ",")
    }

    func close() { for socket in all { socket.close() } }
}

/// How responders are started.
enum ResponderPlan {
    /// What a responder needs after its own deadline to end, before it is killed.
    private static let grace: Duration = .seconds(2)

    /// - Parameters:
    ///   - variables: what responders are told beyond this program's environment.
    ///   - output: the descriptors of their standard output and error.
    static func make(
        _ configuration: Configuration, variables: [String: String], output: (Int32, Int32)
    ) -> Supervisor.Plan {
        var variables = variables
        variables[Settings.sockets.name] = ResponderSockets.setting
        if configuration.text(Settings.hasher).isEmpty {
            variables[Settings.hasher.name] = Environment.sibling("guildhall-hasher")
        }
        if configuration.text(Settings.thumbnailer).isEmpty {
            variables[Settings.thumbnailer.name] = Environment.sibling("guildhall-thumbnailer")
        }
        let program = Program(
            Environment.sibling("guildhall-responder"), variables: variables,
            descriptors: [1: output.0, 2: output.1])
        return Supervisor.Plan(
            program: program, count: configuration.number(Settings.responders),
            stopPatience: .seconds(configuration.number(Settings.stopSeconds)) + grace)
    }
}

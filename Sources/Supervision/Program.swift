internal import Glibc

/// A program and all that it is started with.
public struct Program: Sendable {
    /// The executable's path.
    public var path: String
    /// The arguments, without the program's own name.
    public var arguments: [String]
    /// Variables that are set anew or differently for the program; it inherits the others.
    public var variables: [String: String]
    /// This process's descriptors by the numbers that the program sees. Of 0, 1 and 2 the missing
    /// ones are /dev/null; no other descriptor is inherited.
    public var descriptors: [Int32: Int32]
    /// The working directory, or nil for this process's.
    public var directory: String?
    /// The user to become, which only root can do, or nil to stay the same.
    public var user: SystemUser?
    /// The signal that ends the program when this process ends in whatever way.
    public var lastSignal: LastSignal

    /// The signals that mean "stop" to the programs that are started here.
    public enum LastSignal: String, Sendable {
        case interrupt = "INT"
        case terminate = "TERM"
    }

    /// Describes a program that ends with this process.
    public init(
        _ path: String, _ arguments: [String] = [], variables: [String: String] = [:],
        descriptors: [Int32: Int32] = [:], directory: String? = nil, user: SystemUser? = nil,
        lastSignal: LastSignal = .terminate
    ) {
        self.path = path
        self.arguments = arguments
        self.variables = variables
        self.descriptors = descriptors
        self.directory = directory
        self.user = user
        self.lastSignal = lastSignal
    }

    /// The tool through which programs are started: a signal at the parent's end (PR_SET_PDEATHSIG)
    /// and another user can only be set between fork and exec, where Swift must not run.
    public static let setpriv = "/usr/bin/setpriv"

    /// The whole command line.
    var commandLine: [String] {
        var line = [Self.setpriv, "--pdeathsig", lastSignal.rawValue]
        if let user {
            line += ["--reuid", String(user.id), "--regid", String(user.group), "--init-groups"]
        }
        if let directory {
            line += ["--", "/usr/bin/env", "--chdir=\(directory)"]
        } else {
            line += ["--"]
        }
        return line + [path] + arguments
    }

    /// The environment as `NAME=value` entries.
    var environment: [String] {
        let inherited = Self.ownEnvironment.filter { entry in
            variables[String(entry.prefix { $0 != "=" })] == nil
        }
        return inherited + variables.map { "\($0.key)=\($0.value)" }
    }

    /// The environment that this process was started with. `environ` itself is a variable that any
    /// thread may change, which Swift refuses to read.
    private static let ownEnvironment: [String] = {
        let descriptor = unsafe open("/proc/self/environ", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while case let count = unsafe read(descriptor, &chunk, chunk.count), count > 0 {
            bytes += chunk[..<count]
        }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }()
}

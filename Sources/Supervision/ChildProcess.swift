internal import Glibc

/// A process that this one has started.
///
/// It leads a process group of its own, so that Ctrl-C at the terminal reaches this process alone,
/// which then stops its children in order.
public struct ChildProcess: Sendable, Equatable {
    /// The process id.
    public let id: Int32

    /// Starts a program.
    /// - Throws: what posix_spawn(3) reports. A program that cannot be executed ends with a status
    ///   instead.
    public static func start(_ program: Program) throws(SystemFailure) -> ChildProcess {
        // Out of the way of the numbers that the program is to see, or one copy would overwrite
        // another.
        var sources: [(target: Int32, source: Int32)] = []
        defer { for (_, source) in sources { close(source) } }
        for (target, descriptor) in program.descriptors {
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 64)
            sources.append((target, try SystemFailure.check("duplicate a descriptor", copy)))
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for standard: Int32 in 0...2 where program.descriptors[standard] == nil {
            unsafe posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
        }
        for (target, source) in sources {
            unsafe posix_spawn_file_actions_adddup2(&actions, source, target)
        }
        return try unsafe spawn(program, &actions)
    }

    private static func spawn(
        _ program: Program, _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>
    ) throws(SystemFailure) -> ChildProcess {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        // What this process blocks and ignores, a program must not inherit.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)

        var id: Int32 = 0
        let code = unsafe withCStrings(program.commandLine) { arguments in
            unsafe withCStrings(program.environment) { environment in
                unsafe posix_spawn(
                    &id, Program.setpriv, actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw SystemFailure("start \(program.path)", code: code) }
        return ChildProcess(id: id)
    }

    /// Sends a signal to the process.
    public func signal(_ number: Int32) { kill(id, number) }

    /// Sends a signal to the process and all that it started, as far as they stayed in its group.
    public func signalGroup(_ number: Int32) { kill(-id, number) }
}

extension ChildProcess {
    /// Keeps the descriptors that this process has inherited itself from its children. All that are
    /// opened later have the mark from the beginning.
    static func keepDescriptorsPrivate() {
        guard let directory = unsafe opendir("/proc/self/fd") else { return }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name), descriptor > 2 {
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            }
        }
    }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies = unsafe strings.map { unsafe strdup($0) } + [nil]
    defer { unsafe copies.forEach { unsafe free($0) } }
    return unsafe copies.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
}

internal import CPostgres
internal import Glibc

/// The scheduling priority of the server process behind a connection.
///
/// Each back end of PostgreSQL begins a session of its own (setsid(2)), and Linux shares cores out
/// between sessions before it looks at anybody's niceness (sched(7), autogroup). So a few exports
/// take as many shares, and everything that serves pages together has one. Lowering a session's
/// weight mends that. It needs the same user as PostgreSQL's or root, on the same machine;
/// otherwise nothing is changed.
struct BackendPriority {
    private let process: pid_t

    /// Finds the process, if it is one of this machine as this process sees it.
    ///
    /// The server tells its process id, which means something else in another container or machine.
    /// So the id must be that of a child of the process that listens on our unix socket.
    init?(_ handle: OpaquePointer) {
        process = PQbackendPID(handle)
        // struct ucred (unix(7)): process, user, group.
        var peer: (pid_t, uid_t, gid_t) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: peer))
        guard getsockopt(PQsocket(handle), SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0,
            peer.0 > 0, Self.parent(of: process) == peer.0
        else { return nil }
    }

    /// Puts the process, and the session that it is alone in, behind others.
    func lower(by niceness: Int) {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process), Int32(niceness))
        let file = Glibc.open("/proc/\(process)/autogroup", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { Glibc.close(file) }
        let text = "\(niceness)"
        // The kernel takes one such wish every tenth of a second from those who are not root.
        for _ in 0..<4 where write(file, text, text.utf8.count) < 0 && errno == EAGAIN {
            usleep(110_000)
        }
    }

    private static func parent(of process: pid_t) -> pid_t? {
        guard let file = fopen("/proc/\(process)/stat", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        // 2882 (postgres: user database [local] idle) S 2866 …; the name may hold anything.
        let text = String(
            decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 1 ? pid_t(fields[1]) : nil
    }
}

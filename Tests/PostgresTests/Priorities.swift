import Glibc
import Postgres
import TestSupport
import Testing

// The kernel takes a wish for a session every tenth of a second from those who are not root.
@Suite("Priorities of back ends", .serialized)
struct Priorities {
    /// How far a connection's back end and its session stand behind others.
    private static func niceness(
        of connection: Connection
    ) throws -> (process: Int, session: Int?) {
        let process = try connection.int("SELECT pg_backend_pid()::int8")
        return (
            Int(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process))),
            session(of: process)
        )
    }

    /// The last word of a line such as `/autogroup-42 nice 10`, or nil on a kernel without them.
    private static func session(of process: Int64) -> Int? {
        guard let file = fopen("/proc/\(process)/autogroup", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let text = String(
            decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) }
    }

    @Test("A back end stands as far behind others as its connection says", arguments: [0, 10, 19])
    func lowered(by niceness: Int) throws {
        let connection = Connection(Cluster.shared.settings(), niceness: niceness)
        let found = try Self.niceness(of: connection)
        let own = try Self.niceness(of: .toCluster())
        #expect(found.process == max(niceness, own.process))
        if let session = found.session { #expect(session == max(niceness, own.session ?? 0)) }
    }

    @Test("A connection that is made again has its back end lowered again")
    func again() throws {
        let connection = Connection(Cluster.shared.settings(), niceness: 10)
        for _ in 0..<3 {
            #expect(try Self.niceness(of: connection).process == 10)
            connection.close()
        }
    }

    @Test("The back end of a server that is not on the other end itself is let alone")
    func notOurs() throws {
        let counter = TurnCounter(before: .shared)
        let connection = Connection(Cluster.settings(in: counter.path), niceness: 10)
        let own = try Self.niceness(of: .toCluster())
        #expect(try Self.niceness(of: connection) == own)
    }

    @Test("Who may not lower another's process connects all the same", .enabled(if: geteuid() == 0))
    func notPermitted() async {
        await #expect(processExitsWith: .success) {
            [settings = Cluster.shared.settings() as String] in
            let nobody: uid_t = 65_534
            try #require(setgid(nobody) == 0 && setuid(nobody) == 0)
            let connection = Connection(settings, niceness: 10)
            let own = try Priorities.niceness(of: Connection(settings))
            #expect(try Priorities.niceness(of: connection) == own)
        }
    }
}

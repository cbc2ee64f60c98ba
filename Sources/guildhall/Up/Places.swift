import Configuration
import Security
import Supervision

/// Where `up` keeps everything, and the user whom PostgreSQL, which refuses to be root, runs as.
struct Places {
    /// The state directory, as an absolute path.
    let state: String
    /// The directory of all sockets; its path has only harmless characters and is short enough.
    let run: String
    /// The directory that holds PostgreSQL's data directory.
    let postgres: String
    /// The user whom PostgreSQL runs as.
    let databaseUser: SystemUser
    /// The user of everything else.
    let user: SystemUser

    var cluster: String { postgres + "/data" }
    /// The directory of PostgreSQL's socket, which PostgreSQL's user must be able to write.
    var databaseSocket: String { run + "/postgres" }
    var redisSocket: String { run + "/redis.sock" }
    var secrets: String { state + "/secrets" }
    var tls: String { state + "/tls" }
    /// The directory of uploaded files.
    var data: String { state + "/data" }

    func log(_ name: String) -> String { "\(state)/log/\(name).log" }

    /// A libpq connection string for one of the roles.
    func database(_ role: String, database: String = "guildhall") -> String {
        "host=\(databaseSocket) dbname=\(database) user=\(role)"
    }

    /// A path for programs whose configuration has no quoting for everything: the path itself, or a
    /// link to it in the run directory.
    func harmless(_ path: String, link name: String) throws -> String {
        if path.isHarmlessPath { return path }
        try Files.link("\(run)/\(name)", to: path)
        return "\(run)/\(name)"
    }
}

extension String {
    /// Whether nginx, PostgreSQL and Redis all take this path in their configuration as it stands.
    var isHarmlessPath: Bool {
        utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                true
            default: "/._-+@~".utf8.contains(byte)
            }
        }
    }
}

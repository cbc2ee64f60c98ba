import Configuration
import Glibc
import Security
import Supervision

/// Makes the state directory and finds places that PostgreSQL's user can reach.
struct PlaceMaking {
    /// The longest name in the run directory; PostgreSQL adds its own.
    private static let longestSocket = "/postgres/.s.PGSQL.5432"

    let state: String
    let user: SystemUser
    /// Whether another user can pass through a directory.
    let canEnter: (SystemUser, String) throws -> Bool

    /// Where the state directory is; it need not exist.
    static func state(_ configuration: Configuration) -> String {
        let path = Environment.absolute(configuration.text(Settings.state))
        return Files.realPath(path) ?? path
    }

    /// Makes the directories that need no decision, so that there is a place for the lock.
    static func makeState(_ state: String, user: SystemUser) throws {
        // Root's state must let PostgreSQL's user pass through to its data; what is secret is 0700
        // itself.
        try Files.makeDirectory(state, mode: user.isRoot ? 0o711 : 0o700)
        for name in ["secrets", "tls", "nginx", "redis", "log", "data"] {
            try Files.makeDirectory("\(state)/\(name)", mode: 0o700)
        }
    }

    /// Makes the rest.
    func make() throws -> Places {
        let databaseUser = try findDatabaseUser()
        let isReachable = try databaseUser == user || canEnter(databaseUser, state)
        let places = Places(
            state: state, run: try makeRun(isReachable),
            postgres: try makePostgres(isReachable, databaseUser), databaseUser: databaseUser,
            user: user)
        try Files.makeDirectory(places.databaseSocket, mode: 0o750, owner: databaseUser)
        return places
    }

    /// Who runs PostgreSQL: this user; in root's place whoever has the data already, called sudo,
    /// or owns the checkout; and the packages' own user at last.
    private func findDatabaseUser() throws -> SystemUser {
        guard user.isRoot else { return user }
        let data = Files.facts(state + "/postgres/data")?.owner
        let caller = Environment.value("SUDO_UID").flatMap { UInt32($0) }
        let owner = Files.facts(Environment.parent(of: state))?.owner
        for id in [data, caller, owner].compactMap(\.self) where id != 0 {
            if let user = SystemUser.numbered(id) { return user }
        }
        guard let postgres = SystemUser.named("postgres") else {
            throw Failure(
                "PostgreSQL does not run as root, and there is no user postgres to run it as; "
                    + "start as an ordinary user, or: adduser --system postgres")
        }
        return postgres
    }

    /// The sockets are in the state directory, unless its path is longer than a socket's may be,
    /// has characters that configurations take for something else, or keeps PostgreSQL out.
    private func makeRun(_ isReachable: Bool) throws -> String {
        let mode: mode_t = user.isRoot ? 0o711 : 0o700
        let run = state + "/run"
        let length = (run + Self.longestSocket).utf8.count
        if isReachable, length <= ListeningSocket.longestPath, run.isHarmlessPath {
            if Files.isSymbolicLink(run) { Files.remove(run) }
            try Files.makeDirectory(run, mode: mode)
            return run
        }
        let other = "/tmp/guildhall-\(user.id)-\(hash)"
        try Files.makePrivateDirectory(other, mode: mode, owner: user)
        try linkFallback(run, to: other)
        return other
    }

    private func makePostgres(_ isReachable: Bool, _ databaseUser: SystemUser) throws -> String {
        let directory = state + "/postgres"
        if isReachable, !Files.isSymbolicLink(directory) {
            try Files.makeDirectory(directory, mode: 0o700, owner: databaseUser)
            return directory
        }
        let other = "/var/tmp/guildhall-\(databaseUser.id)-\(hash)"
        try Files.makePrivateDirectory(other, mode: 0o700, owner: databaseUser)
        try linkFallback(directory, to: other)
        return other
    }

    /// Shows where something is that could not be in the state directory itself.
    private func linkFallback(_ path: String, to other: String) throws {
        if Files.exists(path), !Files.isSymbolicLink(path) {
            // An empty directory is from a start under other circumstances.
            guard unsafe rmdir(path) == 0 || (try? Files.list(path))?.contains("data") != true
            else {
                throw Failure(
                    "\(path) cannot be used any more, because PostgreSQL's user cannot enter "
                        + "\(state); move its contents to \(other)")
            }
            if Files.exists(path) { try Files.rename(path, to: path + ".unused") }
        }
        try Files.link(path, to: other)
    }

    /// Tells the places of several checkouts apart.
    private var hash: String { Hexadecimal.text(Sodium.sha256(Array(state.utf8)).prefix(6)) }
}

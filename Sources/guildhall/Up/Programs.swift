import Supervision

/// The programs of others that `up` starts.
struct Programs {
    let initdb: String
    let postgres: String
    let redis: String
    let nginx: String
    let openssl: String
    /// The test(1) program, which answers for another user.
    let test: String

    /// Where programs are that are not on an ordinary user's PATH.
    private static let moreDirectories = [
        "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin",
    ]
    private static let postgresRoot = "/usr/lib/postgresql"
    private static let oldestPostgres = 15

    /// The path of a program: in the first directories, on `PATH`, or where an ordinary user's `PATH`
    /// does not lead; nil if it is nowhere.
    static func path(of name: String, in first: [String] = []) -> String? {
        let directories = (Environment.value("PATH") ?? "").split(separator: ":").map(String.init)
        return (first + directories + moreDirectories).map { "\($0)/\(name)" }
            .first(where: Files.isExecutable)
    }

    /// Finds them all.
    /// - Parameter clusterVersion: the version of PostgreSQL that made the data, which must be the
    ///   same.
    /// - Throws: a message that names what is missing, with the command that installs it.
    static func find(clusterVersion: Int?) throws -> Programs {
        var missing: [(program: String, package: String)] = []
        func find(_ name: String, _ package: String, in first: [String] = []) -> String {
            if let path = path(of: name, in: first) { return path }
            missing.append((name, package))
            return ""
        }
        let version = clusterVersion ?? installedPostgres ?? oldestPostgres
        let postgres = ["\(postgresRoot)/\(version)/bin"]
        let programs = Programs(
            initdb: find("initdb", "postgresql-\(version)", in: postgres),
            postgres: find("postgres", "postgresql-\(version)", in: postgres),
            redis: find("redis-server", "redis-server"), nginx: find("nginx", "nginx"),
            openssl: find("openssl", "openssl"), test: find("test", "coreutils"))
        // Where guildhall-thumbnailer starts it.
        if !Files.isExecutable("/usr/bin/vips") { missing.append(("vips", "libvips-tools")) }
        if !Files.isExecutable(Program.setpriv) { missing.append(("setpriv", "util-linux")) }
        guard missing.isEmpty else {
            let names = missing.map(\.program).joined(separator: ", ")
            let packages = Set(missing.map(\.package)).sorted().joined(separator: " ")
            throw Failure(
                "not installed: \(names)\n  sudo apt-get install \(packages)   (or: make packages)")
        }
        return programs
    }

    /// The oldest version that will do, as Debian installs several side by side.
    private static var installedPostgres: Int? {
        let versions = (try? Files.list(postgresRoot))?.compactMap { Int($0) } ?? []
        return versions.filter { version in
            version >= oldestPostgres
                && Files.isExecutable("\(postgresRoot)/\(version)/bin/postgres")
        }.min()
    }
}

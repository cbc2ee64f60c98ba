import Configuration
import Postgres
import Supervision

/// PostgreSQL's data directory and configuration.
struct Cluster {
    let places: Places
    let programs: Programs
    let configuration: Configuration

    /// MiB of memory that all of PostgreSQL's processes share.
    static let sharedBuffers = 256

    /// The version that made the data, or nil if there is none yet.
    static func version(in directory: String) -> Int? {
        (try? Files.text(directory + "/PG_VERSION")).flatMap { Int($0.trimmed) }
    }

    var isMade: Bool { Files.exists(places.cluster + "/PG_VERSION") }

    /// initdb, which makes the data under another name, so that an interrupted one leaves nothing
    /// half done.
    var making: Program {
        Program(
            programs.initdb,
            [
                "--pgdata", places.cluster + ".new", "--username", "guildhall", "--auth", "peer",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums",
                "--no-instructions",
            ], directory: "/", user: otherUser)
    }

    /// Writes the three configuration files anew, as this version of the program means them.
    func configure() throws {
        let files = [
            "postgresql.conf": settings, "pg_hba.conf": "local all all peer map=guildhall\n",
            "pg_ident.conf": identities,
        ]
        for (name, text) in files {
            try Files.write(
                "\(places.cluster)/\(name)", text.utf8, mode: 0o600, owner: places.databaseUser)
        }
    }

    func service(log: @escaping (String) -> Void) throws -> Service {
        let output = try Files.openLog(places.log("postgres"))
        let program = Program(
            programs.postgres, ["-D", places.cluster], descriptors: [1: output, 2: output],
            directory: "/", user: otherUser, lastSignal: .interrupt)
        return Service(
            "PostgreSQL", program, stopSteps: [.interrupt(.seconds(60)), .quit(.seconds(20))],
            log: log)
    }

    /// The user to switch to, or nil if that is nobody else.
    private var otherUser: SystemUser? {
        places.databaseUser == places.user ? nil : places.databaseUser
    }

    /// This user, PostgreSQL's and root may be any of the roles; nobody else may log in.
    private var identities: String {
        let roles = [
            "guildhall", "guildhall_owner", "guildhall_interactive", "guildhall_bulk",
            "guildhall_worker",
        ]
        let users = Set([places.user.name, places.databaseUser.name, "root"]).sorted()
        return users.flatMap { user in roles.map { "guildhall \"\(user)\" \($0)\n" } }.joined()
    }

    /// Each responder's connections twice, as a reload runs two generations at a time, and some for
    /// people.
    private var connections: Int {
        let each =
            configuration.number(Settings.poolSize) + configuration.number(Settings.bulkThreads)
            + configuration.number(Settings.passwordThreads)
        return max(100, configuration.number(Settings.responders) * each * 2 + 20)
    }

    private var settings: String {
        """
        # Written by `guildhall up` at each start. Use ALTER SYSTEM for changes that are to last.
        listen_addresses = ''
        unix_socket_directories = '\(places.databaseSocket)'
        unix_socket_permissions = 0770
        max_connections = \(connections)
        shared_preload_libraries = 'pg_stat_statements'
        track_io_timing = on

        shared_buffers = \(Self.sharedBuffers)MB
        effective_cache_size = 1GB
        work_mem = 16MB
        maintenance_work_mem = 128MB
        random_page_cost = 1.1
        effective_io_concurrency = 100

        # What was answered with success is on disk.
        fsync = on
        synchronous_commit = on
        wal_compression = on
        min_wal_size = 256MB
        max_wal_size = 2GB
        checkpoint_timeout = 15min

        log_destination = stderr
        log_line_prefix = '%m [%p] %q%u '
        log_lock_waits = on
        log_autovacuum_min_duration = 10s
        log_timezone = 'UTC'
        timezone = 'UTC'

        """
    }
}

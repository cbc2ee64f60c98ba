/// Every setting there is. The README's table and `guildhall settings` are this list.
public enum Settings {
    // What `guildhall up` starts.
    public static let state = Setting.text(
        "GUILDHALL_STATE", ".guildhall", "Directory in which `guildhall up` keeps everything.")
    public static let port = Setting.number(
        "GUILDHALL_PORT", 8080, 1...65_535, "Port of plain HTTP.")
    public static let tlsPort = Setting.number(
        "GUILDHALL_TLS_PORT", 8443, 1...65_535, "Port of HTTPS (TLS 1.2 and 1.3, HTTP/2).")
    public static let bookings = Setting.number(
        "BOOKINGS", 100_000, 0...100_000_000, "Demo bookings that the first start loads.")
    public static let topics = Setting.number(
        "TOPICS", 20_000, 0...100_000_000,
        "Demo topics that the first start loads; the largest forum holds half of them.")
    public static let rateLimits = Setting.flag(
        "RATE_LIMITS", true, "Whether nginx limits request rates; `off` is for load tests.")
    public static let spoolMegabytes = Setting.number(
        "GUILDHALL_SPOOL_MB", 2_048, 1...1_048_576,
        "MiB of one response that nginx spools to disk for a slow reader.")
    public static let bodyMegabytes = Setting.number(
        "MAX_BODY_SIZE_MB", 15, 1...1_024, "MiB of a request body; more is refused with 413.")

    // Processes, threads and connections.
    public static let responders = Setting.number(
        "GUILDHALL_RESPONDERS", 2, 1...64, "Responder processes.")
    public static let poolSize = Setting.number(
        "DB_POOL_SIZE", 3, 1...64,
        "Interactive threads of a responder, each with one database connection.")
    public static let bulkThreads = Setting.number(
        "GUILDHALL_BULK_THREADS", 1, 1...64,
        "Exports and the like that a responder serves at once; more wait in line, so that pages are not delayed."
    )
    public static let bulkNiceness = Setting.number(
        "GUILDHALL_BULK_NICENESS", 10, 0...19,
        "How far exports stand behind pages when cores are short, in the responder and, where it may, in PostgreSQL (nice(2))."
    )
    public static let passwordThreads = Setting.number(
        "GUILDHALL_PASSWORD_THREADS", 2, 1...16,
        "Passwords that a responder hashes at once (19 MiB each, in a process of its own).")
    public static let connections = Setting.number(
        "GUILDHALL_CONNECTIONS", 256, 1...512,
        "Connections from nginx that one pool of a responder keeps open.")

    // Time.
    public static let ioSeconds = Setting.number(
        "GUILDHALL_IO_SECONDS", 30, 1...3_600,
        "Seconds that nginx may take to send or take the next bytes.")
    public static let requestSeconds = Setting.number(
        "GUILDHALL_REQUEST_SECONDS", 10, 1...600,
        "Seconds for an interactive request's database work.")
    public static let streamSeconds = Setting.number(
        "GUILDHALL_STREAM_SECONDS", 3_600, 1...86_400,
        "Seconds for an export or another stream; its snapshot ends with it.")
    public static let restSeconds = Setting.number(
        "GUILDHALL_REST_SECONDS", 10, 1...3_600,
        "Seconds after which an idle bulk thread closes its database connection.")
    public static let stopSeconds = Setting.number(
        "GUILDHALL_STOP_SECONDS", 20, 0...3_600, "Seconds that answers under way get on SIGTERM.")
    public static let retireSeconds = Setting.number(
        "GUILDHALL_RETIRE_SECONDS", 3_600, 0...86_400,
        "Seconds that long answers get after a reload (SIGHUP).")
    public static let idleSeconds = Setting.number(
        "GUILDHALL_IDLE_SECONDS", 20, 1...600,
        "Seconds after a reload in which nginx closes its connections; above its keepalive_time and keepalive_timeout together."
    )
    public static let accessSeconds = Setting.number(
        "GUILDHALL_ACCESS_SECONDS", 900, 10...86_400, "Seconds that an access token is valid.")
    public static let refreshSeconds = Setting.number(
        "GUILDHALL_REFRESH_SECONDS", 2_592_000, 60...31_536_000,
        "Seconds that a refresh token is valid.")
    public static let graceSeconds = Setting.number(
        "GUILDHALL_REFRESH_GRACE_SECONDS", 30, 0...3_600,
        "Seconds in which a refresh token that was used already gets the same answer again; later it ends the log-in."
    )

    // Guessing.
    public static let loginAttempts = Setting.number(
        "GUILDHALL_LOGIN_ATTEMPTS", 5, 1...1_000,
        "Wrong passwords for one account in a window; from places where the account's owner logged in, so many again for each."
    )
    public static let networkAttempts = Setting.number(
        "GUILDHALL_NETWORK_ATTEMPTS", 100, 1...100_000,
        "Wrong passwords in a window from one address (IPv6: one /64), for whatever accounts.")
    public static let loginWindowSeconds = Setting.number(
        "GUILDHALL_LOGIN_WINDOW_SECONDS", 900, 1...86_400,
        "Seconds of the sliding window in which wrong passwords count.")
    public static let knownNetworkSeconds = Setting.number(
        "GUILDHALL_KNOWN_NETWORK_SECONDS", 7_776_000, 0...315_360_000,
        "Seconds for which the address of a log-in counts as a place of the account's owner.")

    // Bytes.
    public static let outputBytes = Setting.number(
        "GUILDHALL_OUTPUT_BYTES", 65_528, 16_384...1_048_576,
        "Bytes of the buffer in which a thread gathers its answer.")
    public static let batchBytes = Setting.number(
        "GUILDHALL_BATCH_BYTES", 200_000, 10_000...10_000_000,
        "Bytes of rows that a stream fetches at a time.")
    public static let jsonBytes = Setting.number(
        "GUILDHALL_JSON_BYTES", 262_144, 1_024...4_194_304, "Bytes of a JSON request body.")
    public static let jsonDepth = Setting.number(
        "GUILDHALL_JSON_DEPTH", 16, 1...64, "Depth of a JSON request body.")
    public static let queryBytes = Setting.number(
        "GUILDHALL_QUERY_BYTES", 8_192, 256...65_536, "Bytes of a query string.")

    // Memory.
    public static let memoryThreshold = Setting.number(
        "MEMORY_THRESHOLD_PERCENT", 85, 1...100,
        "Percent of memory in use from which exports, uploads and imports are refused.")
    public static let memoryCritical = Setting.number(
        "MEMORY_CRITICAL_PERCENT", 90, 1...100,
        "Percent of memory in use from which all but probes and `/ops` is refused.")
    public static let memoryHysteresis = Setting.number(
        "GUILDHALL_MEMORY_HYSTERESIS_PERCENT", 3, 0...50,
        "Percent that memory in use must fall below a threshold before what it refused is let in again."
    )
    public static let memorySample = Setting.number(
        "GUILDHALL_MEMORY_SAMPLE_MS", 200, 1...60_000,
        "Milliseconds between looks at how much memory is in use.")
    public static let memoryFiles = Setting.text(
        "GUILDHALL_MEMORY_FILES", "",
        "Directory with `memory.max`, `memory.current` and `memory.stat`, or with `meminfo`; without it the process's own control group, or the machine."
    )
    public static let memoryBudget = Setting.number(
        "GUILDHALL_MEMORY_BUDGET_MB", 0, 0...16_777_216,
        "MiB that all processes together may be able to take; 0 for the threshold's percentage of what there is."
    )

    // What is written down.
    public static let logLevel = Setting.choice(
        "GUILDHALL_LOG_LEVEL", "info", ["debug", "info", "warning", "error", "critical"],
        "What a line of the log must matter; `info` has a line for each request, `debug` also for probes."
    )
    public static let logJSON = Setting.flag(
        "GUILDHALL_LOG_JSON", true,
        "Whether lines of the log are JSON objects; `off` for people's eyes.")
    public static let slowMilliseconds = Setting.number(
        "GUILDHALL_SLOW_MS", 1_000, 1...3_600_000,
        "Milliseconds from which an interactive request's line in the log is a warning.")

    // Places.
    public static let telemetry = Setting.text(
        "GUILDHALL_TELEMETRY", "",
        "File in which all responders count what they do; `guildhall serve` makes it in its directory of sockets."
    )
    public static let interactiveDatabase = Setting.text(
        "GUILDHALL_DATABASE_INTERACTIVE",
        "dbname=guildhall user=guildhall_interactive sslmode=disable gssencmode=disable",
        "libpq connection string of the interactive pool.")
    public static let bulkDatabase = Setting.text(
        "GUILDHALL_DATABASE_BULK",
        "dbname=guildhall user=guildhall_bulk sslmode=disable gssencmode=disable",
        "libpq connection string of the bulk pool.")
    public static let ownerDatabase = Setting.text(
        "GUILDHALL_DATABASE_OWNER", "dbname=guildhall user=guildhall_owner",
        "libpq connection string of `guildhall migrate` and its relatives.")
    public static let sockets = Setting.text(
        "GUILDHALL_SOCKETS", "interactive=3,bulk=4,passwords=5",
        "Descriptors of the listening sockets that a responder inherits.")
    public static let runDirectory = Setting.text(
        "GUILDHALL_RUN", "", "Directory of the listening sockets that `guildhall serve` makes.")
    public static let tokenKeyFile = Setting.text(
        "GUILDHALL_TOKEN_KEY_FILE", "",
        "File with the 32 or more bytes that sign tokens; without it `access-token.key` of the systemd credentials."
    )
    public static let formerTokenKeyFile = Setting.text(
        "GUILDHALL_FORMER_TOKEN_KEY_FILE", "",
        "File with the key before that, whose tokens are still good; without it `former-access-token.key` of the systemd credentials, if there is one."
    )
    public static let nextTokenKeyFile = Setting.text(
        "GUILDHALL_NEXT_TOKEN_KEY_FILE", "",
        "File with the key to come, so that responders that are not reloaded yet accept its tokens; without it `next-access-token.key` of the systemd credentials, if there is one."
    )
    public static let hasher = Setting.text(
        "GUILDHALL_HASHER", "", "Path of the guildhall-hasher program.")

    /// The list, in the order of the README's table.
    public static let all: [Setting] = [
        state, port, tlsPort, bookings, topics, rateLimits, spoolMegabytes, bodyMegabytes,
        responders, poolSize, bulkThreads, bulkNiceness, passwordThreads, connections,
        ioSeconds, requestSeconds, streamSeconds, restSeconds, stopSeconds, retireSeconds,
        idleSeconds, accessSeconds, refreshSeconds, graceSeconds,
        loginAttempts, networkAttempts, loginWindowSeconds, knownNetworkSeconds,
        outputBytes, batchBytes, jsonBytes, jsonDepth, queryBytes,
        memoryThreshold, memoryCritical, memoryHysteresis, memorySample, memoryFiles, memoryBudget,
        logLevel, logJSON, slowMilliseconds, telemetry,
        interactiveDatabase, bulkDatabase, ownerDatabase, sockets, runDirectory, tokenKeyFile,
        formerTokenKeyFile, nextTokenKeyFile, hasher,
    ]
}

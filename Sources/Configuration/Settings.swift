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

    // Photos.
    public static let imagePixels = Setting.number(
        "GUILDHALL_IMAGE_PIXELS", 50_000_000, 1...1_000_000_000,
        "Pixels of a photo; more is refused before anything is decoded.")
    public static let imageSide = Setting.number(
        "GUILDHALL_IMAGE_SIDE", 16_383, 1...1_000_000, "Pixels of a photo's width and height each.")
    public static let thumbnails = Setting.number(
        "GUILDHALL_THUMBNAILS", 2, 1...64,
        "Thumbnails that all responders together make at once, each in a process of its own.")
    public static let thumbnailSeconds = Setting.number(
        "GUILDHALL_THUMBNAIL_SECONDS", 20, 1...300,
        "Seconds that a thumbnail may take, and may wait for its turn.")
    public static let thumbnailMegabytes = Setting.number(
        "GUILDHALL_THUMBNAIL_MB", 768, 256...65_536,
        "MiB of address space of a process that makes a thumbnail.")

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

    // Places.
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
    public static let dataDirectory = Setting.text(
        "GUILDHALL_DATA", "", "Directory of uploaded files, on a file system that has O_TMPFILE.")
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
    public static let thumbnailer = Setting.text(
        "GUILDHALL_THUMBNAILER", "", "Path of the guildhall-thumbnailer program.")

    /// The list, in the order of the README's table.
    public static let all: [Setting] = [
        state, port, tlsPort, bookings, topics, rateLimits, spoolMegabytes, bodyMegabytes,
        responders, poolSize, bulkThreads, bulkNiceness, passwordThreads, connections,
        imagePixels, imageSide, thumbnails, thumbnailSeconds, thumbnailMegabytes,
        ioSeconds, requestSeconds, streamSeconds, restSeconds, stopSeconds, retireSeconds,
        idleSeconds, accessSeconds, refreshSeconds, graceSeconds,
        loginAttempts, networkAttempts, loginWindowSeconds, knownNetworkSeconds,
        outputBytes, batchBytes, jsonBytes, jsonDepth, queryBytes,
        interactiveDatabase, bulkDatabase, ownerDatabase, sockets, runDirectory, dataDirectory,
        tokenKeyFile, formerTokenKeyFile, nextTokenKeyFile, hasher, thumbnailer,
    ]
}

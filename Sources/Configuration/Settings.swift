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
    public static let fasts = Setting.number(
        "FASTS", 200, 0...100_000,
        "Demo fasts of 40 days each that the first start loads; somebody keeps all of them.")
    public static let searches = Setting.number(
        "SEARCHES", 100_000, 0...10_000_000,
        "Demo plants that people asked about, which the first start loads.")
    public static let rateLimits = Setting.flag(
        "RATE_LIMITS", true, "Whether nginx limits request rates; `off` is for load tests.")
    public static let spoolMegabytes = Setting.number(
        "GUILDHALL_SPOOL_MB", 2_048, 1...1_048_576,
        "MiB of one response that nginx spools to disk for a slow reader.")
    public static let bodyMegabytes = Setting.number(
        "MAX_BODY_SIZE_MB", 15, 1...1_024, "MiB of a request body; more is refused with 413.")
    public static let importMegabytes = Setting.number(
        "GUILDHALL_IMPORT_MB", 1_024, 1...1_048_576, "MiB of a file of bookings that is imported.")

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

    // The waiting list, and the background worker.
    public static let holdSeconds = Setting.number(
        "GUILDHALL_HOLD_SECONDS", 86_400, 1...2_592_000,
        "Seconds that time is held for the first in line of a waiting list, if it does not begin before."
    )
    public static let waitingEntries = Setting.number(
        "GUILDHALL_WAITING_ENTRIES", 20, 1...1_000,
        "Wishes that a member may have on waiting lists at a time.")
    public static let workers = Setting.number(
        "GUILDHALL_WORKERS", 1, 0...16, "Background worker processes.")
    public static let workerMilliseconds = Setting.number(
        "GUILDHALL_WORKER_MILLISECONDS", 1_000, 20...60_000,
        "Milliseconds after which an idle worker looks for work.")
    public static let workerBatch = Setting.number(
        "GUILDHALL_WORKER_BATCH", 500, 1...10_000,
        "Rows that a worker works off in one transaction.")
    public static let eventSeconds = Setting.number(
        "GUILDHALL_EVENT_SECONDS", 1_209_600, 3_600...315_360_000,
        "Seconds that events and the log of their deliveries are kept.")
    public static let webhooks = Setting.number(
        "GUILDHALL_WEBHOOKS", 50, 1...1_000, "Webhooks at the most.")
    public static let webhookNetworks = Setting.choice(
        "GUILDHALL_WEBHOOK_NETWORKS", "any", ["any", "public"],
        "Where webhooks may be; `public` keeps workers from this machine and private networks.")
    public static let webhookConnections = Setting.number(
        "GUILDHALL_WEBHOOK_CONNECTIONS", 16, 1...256,
        "Deliveries that a worker sends at once, up to a quarter of them to one webhook.")
    public static let webhookConnectSeconds = Setting.number(
        "GUILDHALL_WEBHOOK_CONNECT_SECONDS", 5, 1...60,
        "Seconds in which a webhook must take a connection.")
    public static let webhookSeconds = Setting.number(
        "GUILDHALL_WEBHOOK_SECONDS", 15, 1...300, "Seconds in which a delivery must be answered.")
    public static let webhookAnswerBytes = Setting.number(
        "GUILDHALL_WEBHOOK_ANSWER_BYTES", 65_536, 0...16_777_216,
        "Bytes of a webhook's answer that are read, and dropped.")
    public static let webhookBackoffSeconds = Setting.number(
        "GUILDHALL_WEBHOOK_BACKOFF_SECONDS", 5, 1...3_600,
        "Seconds before a delivery is tried again; twice as many each further time, up to six hours."
    )
    public static let webhookRetrySeconds = Setting.number(
        "GUILDHALL_WEBHOOK_RETRY_SECONDS", 259_200, 1...2_592_000,
        "Seconds after which a delivery is given up, and a webhook that took none in that time disabled."
    )
    // The cache.
    public static let redis = Setting.text(
        "GUILDHALL_REDIS", "",
        "Path of Redis' unix socket; without it each responder's memory is the cache.")
    public static let redisMilliseconds = Setting.number(
        "GUILDHALL_REDIS_MILLISECONDS", 50, 1...10_000,
        "Milliseconds for connecting to Redis, and for each of its answers.")
    public static let redisPauseMilliseconds = Setting.number(
        "GUILDHALL_REDIS_PAUSE_MILLISECONDS", 500, 1...60_000,
        "Milliseconds after which Redis is tried again once it has failed.")
    public static let cacheBytes = Setting.number(
        "GUILDHALL_CACHE_BYTES", 4_194_304, 0...1_073_741_824,
        "Bytes of a responder's memory that stand in for Redis.")
    public static let cacheWaitMilliseconds = Setting.number(
        "GUILDHALL_CACHE_WAIT_MILLISECONDS", 1_000, 1...60_000,
        "Milliseconds that a request waits for another one that makes the same answer.")
    public static let trendingSeconds = Setting.number(
        "GUILDHALL_TRENDING_SECONDS", 60, 0...3_600,
        "Seconds that a list of trending threads is kept; 0 for not at all.")
    public static let recentSeconds = Setting.number(
        "GUILDHALL_RECENT_SECONDS", 30, 0...3_600,
        "Seconds that a list of recent threads is kept; 0 for not at all.")
    public static let followingSeconds = Setting.number(
        "GUILDHALL_FOLLOWING_SECONDS", 45, 0...3_600,
        "Seconds that a list of the threads that a member follows is kept; 0 for not at all.")

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
    public static let jsonElements = Setting.number(
        "GUILDHALL_JSON_ELEMENTS", 2_000, 100...100_000,
        "Members and elements of a JSON request body together.")
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
    public static let workerDatabase = Setting.text(
        "GUILDHALL_DATABASE_WORKER",
        "dbname=guildhall user=guildhall_worker sslmode=disable gssencmode=disable",
        "libpq connection string of the background worker.")
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
        state, port, tlsPort, bookings, topics, fasts, searches, rateLimits, spoolMegabytes,
        bodyMegabytes, importMegabytes,
        responders, poolSize, bulkThreads, bulkNiceness, passwordThreads, connections,
        imagePixels, imageSide, thumbnails, thumbnailSeconds, thumbnailMegabytes,
        ioSeconds, requestSeconds, streamSeconds, restSeconds, stopSeconds, retireSeconds,
        idleSeconds, accessSeconds, refreshSeconds, graceSeconds,
        loginAttempts, networkAttempts, loginWindowSeconds, knownNetworkSeconds,
        holdSeconds, waitingEntries, workers, workerMilliseconds, workerBatch, eventSeconds,
        webhooks, webhookNetworks, webhookConnections, webhookConnectSeconds, webhookSeconds,
        webhookAnswerBytes,
        webhookBackoffSeconds, webhookRetrySeconds,
        redis, redisMilliseconds, redisPauseMilliseconds, cacheBytes, cacheWaitMilliseconds,
        trendingSeconds, recentSeconds, followingSeconds,
        outputBytes, batchBytes, jsonBytes, jsonDepth, jsonElements,
        queryBytes,
        memoryThreshold, memoryCritical, memoryHysteresis, memorySample, memoryFiles, memoryBudget,
        logLevel, logJSON, slowMilliseconds, telemetry,
        interactiveDatabase, bulkDatabase, workerDatabase, ownerDatabase, sockets, runDirectory,
        dataDirectory, tokenKeyFile, formerTokenKeyFile, nextTokenKeyFile, hasher, thumbnailer,
    ]
}

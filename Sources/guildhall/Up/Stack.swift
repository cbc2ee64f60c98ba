import Configuration
import Glibc
import Postgres
import Supervision

/// Everything that `up` starts, in order.
final class Stack {
    let configuration: Configuration
    let user: SystemUser
    let state: String
    let tree = ProcessTree()
    var supervisor: Supervisor?
    var services: [Service] = []
    var runFile: RunFile?
    private var sockets: ResponderSockets?
    /// Lines about processes while starting, which are shown only if the start fails.
    private var notes: [String] = []
    private var isStarting = true
    /// Whether the state directory is this process's; until then its files are perhaps another's.
    private var isOwner = false
    /// The log of what is being started, whose end explains a failure.
    private var currentLog: (path: String, size: Int)?
    private let hadTerminal = isatty(0) == 1

    init(_ configuration: Configuration) throws {
        self.configuration = configuration
        guard let user = SystemUser.current else {
            throw Failure(
                "user number \(geteuid()) has no name, which PostgreSQL needs; see adduser(8)")
        }
        self.user = user
        state = PlaceMaking.state(configuration)
    }

    func log(_ line: String) {
        if isStarting { notes.append(line) } else { Terminal.event(line) }
    }

    /// Starts everything and returns when it answers.
    func start() throws {
        let begin = ContinuousClock.now
        let programs = try Programs.find(
            clusterVersion: Cluster.version(in: state + "/postgres/data"))
        try PlaceMaking.makeState(state, user: user)
        try StateLock.take(state)
        isOwner = true
        Files.remove(RunFile.path(state))
        try Ports.check(configuration)
        try MemoryAdmission.check(
            configuration, with: MemoryAdmission.servers(configuration))
        let places = try PlaceMaking(state: state, user: user, canEnter: canEnter(programs)).make()
        Terminal.line("Starting Guildhall in \(state)")
        if places.postgres != state + "/postgres" {
            Terminal.line(
                "  \(places.databaseUser.name) cannot enter it: data is in \(places.postgres)")
        }

        let bookings = try startDatabase(places, programs)
        try startRedis(places, programs)
        let secrets = Secrets(places: places)
        try startResponders(places, secrets)
        try startWebServer(places, programs, secrets)
        try startWorkers(places)
        try announce(places, secrets)
        isStarting = false
        Terminal.done("everything", since: begin)
        Banner(run: runFile!, bookings: bookings).show()
    }

    /// Keeps everything running until a signal asks to stop.
    func supervise() {
        while true {
            let signal = tree.turn()
            updateRunFile()
            switch signal {
            case nil: continue
            case SIGHUP where !isHungUp: supervisor?.reload()
            default: return
            }
        }
    }

    /// Whether SIGHUP means that the terminal was closed.
    private var isHungUp: Bool { hadTerminal && isatty(0) == 0 }

    /// Stops everything in the reverse order and leaves no file behind that says that it runs.
    func stop() {
        guard isOwner else { return }
        let begin = ContinuousClock.now
        isStarting = false
        Files.remove(RunFile.path(state))
        guard !tree.isEmpty else { return }
        Terminal.line("Stopping; Ctrl-C again cuts off the answers under way")
        tree.stop()
        sockets?.close()
        Terminal.line("Stopped in \(Terminal.seconds(since: begin))")
    }

    /// Shows what may tell why the start failed.
    func explainFailure(_ error: any Error) {
        if let failure = error as? SystemFailure, [EACCES, EPERM].contains(failure.code) {
            Terminal.complain(
                "  Perhaps another user has started it in \(state) before;"
                    + " \(Settings.state.name) names another directory.")
        }
        for note in notes.suffix(10) { Terminal.complain("  " + note) }
        guard let (path, size) = currentLog, let bytes = try? Files.read(path) else { return }
        let lines = String(decoding: bytes.dropFirst(size), as: UTF8.self).split(separator: "\n")
            .suffix(8)
        if !lines.isEmpty { Terminal.complain("  \(path) ends with:") }
        for line in lines { Terminal.complain("    " + line) }
    }

    // MARK: Steps

    /// Names the log of what is being done, or nil when it is done.
    func noteLog(_ path: String?) {
        currentLog = path.map { ($0, (try? Files.read($0).count) ?? 0) }
    }

    /// Ends the start if that is what a signal asks for.
    func check(_ signal: Int32) throws {
        if signal != SIGHUP || isHungUp { throw Interruption() }
    }

    /// Runs a program to its end; its output goes to a log.
    func run(_ program: Program, named name: String) throws {
        let ending = try tree.run(program, check: check)
        guard ending.isSuccess else { throw Failure("\(name) failed (\(ending))") }
    }

    /// Waits until something is so, for as long as what it depends on runs.
    func wait(
        _ name: String, seconds: Int, while isRunning: () -> Bool, until condition: () -> Bool
    ) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while !condition() {
            guard isRunning() else { throw Failure("\(name) ended instead of starting") }
            guard ContinuousClock.now < end else {
                throw Failure("\(name) does not answer within \(seconds) seconds")
            }
            if let signal = tree.turn(within: .milliseconds(30)) { try check(signal) }
        }
    }

    /// Starts a service and waits until it answers.
    func start(
        _ service: Service, log name: String, places: Places, seconds: Int,
        until condition: () -> Bool
    ) throws {
        noteLog(places.log(name))
        try service.start()
        tree.add(service)
        try wait(service.name, seconds: seconds, while: { !service.isStopped }, until: condition)
        service.keep()
        services.append(service)
        noteLog(nil)
    }

    /// Asks as another user, because group memberships and access lists count too.
    private func canEnter(_ programs: Programs) -> (SystemUser, String) throws -> Bool {
        { [self] user, path in
            let test = Program(programs.test, ["-x", path], directory: "/", user: user)
            return try tree.run(test, check: check).isSuccess
        }
    }

    private func startResponders(_ places: Places, _ secrets: Secrets) throws {
        try Terminal.step("responders") {
            let keys = Secrets.TokenKeyFiles(configuration)
            try keys.make()
            let sockets = try ResponderSockets(in: places.run, force: true)
            self.sockets = sockets
            let output = try Files.openLog(places.log("responders"))
            var variables = [
                Settings.runDirectory.name: places.run,
                Settings.dataDirectory.name: places.data,
                Settings.redis.name: places.redisSocket,
                Settings.interactiveDatabase.name: places.database("guildhall_interactive"),
                Settings.bulkDatabase.name: places.database("guildhall_bulk"),
                Settings.ownerDatabase.name: places.database("guildhall_owner"),
            ]
            variables.merge(keys.variables) { $1 }
            variables.merge(try TelemetryFile.make(in: places.run, configuration)) { $1 }
            let plan = ResponderPlan.make(
                configuration, variables: variables, output: (output, output))
            let supervisor = Supervisor(plan, sockets: sockets.all) { [unowned self] in log($0) }
            self.supervisor = supervisor
            noteLog(places.log("responders"))
            tree.add(supervisor)
            try supervisor.start()
            try wait("the responder", seconds: 20, while: { supervisor.failedStarts < 5 }) {
                supervisor.isServing
            }
            noteLog(nil)
        }
    }
}

import Configuration
import Glibc
import Photos
import Postgres
import Supervision

extension Stack {
    /// Starts PostgreSQL and makes the database what this version needs.
    /// - Returns: how many bookings there are.
    func startDatabase(_ places: Places, _ programs: Programs) throws -> Int {
        let cluster = Cluster(places: places, programs: programs, configuration: configuration)
        let database = DatabasePreparation(places: places)
        if !cluster.isMade { try makeCluster(cluster, places) }
        try Terminal.step("PostgreSQL") {
            try cluster.configure()
            try waitForPredecessor(places)
            let service = try cluster.service { [unowned self] in log($0) }
            // Recovery after a power cut takes its time.
            try start(service, log: "postgres", places: places, seconds: 300) {
                database.isAnswering
            }
        }
        try Terminal.step("database and roles") { try database.createDatabase() }
        let begin = ContinuousClock.now
        let count = try database.migrate()
        if count > 0 { Terminal.done("\(count) migrations", since: begin) }
        _ = try PhotoStore(dataDirectory: places.data).sweep(on: database.owner)
        return try loadDemoData(database, places)
    }

    private func makeCluster(_ cluster: Cluster, _ places: Places) throws {
        try Terminal.step("database cluster") {
            let path = places.log("initdb")
            let output = try Files.openLog(path)
            defer { close(output) }
            var making = cluster.making
            making.descriptors = [1: output, 2: output]
            noteLog(path)
            try run(making, named: "initdb")
            noteLog(nil)
            try Files.rename(places.cluster + ".new", to: places.cluster)
        }
    }

    /// PostgreSQL of an `up` that was killed may still be stopping, and it alone may use its data.
    private func waitForPredecessor(_ places: Places) throws {
        let path = places.cluster + "/postmaster.pid"
        let end = ContinuousClock.now + .seconds(60)
        while Files.exists(path), let text = try? Files.text(path),
            let id = text.split(separator: "\n").first.flatMap({ Int32($0) }),
            ProcessFacts.name(id) == "postgres"
        {
            guard ContinuousClock.now < end else {
                throw Failure("process \(id) is a PostgreSQL that still uses \(places.cluster)")
            }
            if let signal = tree.turn(within: .milliseconds(50)) { try check(signal) }
        }
    }

    private func loadDemoData(_ database: DatabasePreparation, _ places: Places) throws -> Int {
        let connection = database.owner
        let accounts = try Secrets(places: places).demoAccounts()
        try accounts.admin.ensure(connection)
        try accounts.member.ensure(connection)

        // The mark tells a start that was interrupted here from one whose user wants few bookings.
        let mark = state + "/demo-data-unfinished"
        let loader = try DemoLoader(connection, directory: Resources.find("sql/demo"))
        if try loader.isEmpty() || Files.exists(mark) {
            try Files.write(mark, [], mode: 0o600)
            let begin = ContinuousClock.now
            let total = configuration.number(Settings.bookings)
            var bar = ProgressBar("demo bookings", total: total)
            defer { bar.finish() }
            try loader.loadCatalogue()
            let added = try loader.load(total: total) { done in
                bar.show(done)
                if let signal = tree.turn(within: .zero) { try check(signal) }
            }
            bar.finish()
            Terminal.done("\(Terminal.grouped(added)) demo bookings", since: begin)
            try loadLife(loader)
            try Terminal.step("vacuum and statistics") { try loader.tidy() }
            Files.remove(mark)
        }
        return try loader.countBookings()
    }

    /// Loads what there is besides bookings.
    private func loadLife(_ loader: DemoLoader) throws {
        try load("topics", Settings.topics, loader.loadTopics)
        try load("fasts", Settings.fasts, loader.loadFasts)
        try load("plants", Settings.searches, loader.loadSearches)
        try Terminal.step("waiting list") { try loader.loadWaiting() }
    }

    private func load(
        _ name: String, _ setting: Setting, _ loading: (Int, (Int) throws -> Void) throws -> Void
    ) throws {
        let begin = ContinuousClock.now
        let total = configuration.number(setting)
        var bar = ProgressBar("demo \(name)", total: total)
        defer { bar.finish() }
        try loading(total) { done in
            bar.show(done)
            if let signal = tree.turn(within: .zero) { try check(signal) }
        }
        bar.finish()
        Terminal.done("\(Terminal.grouped(total)) demo \(name)", since: begin)
    }

    func startRedis(_ places: Places, _ programs: Programs) throws {
        try Terminal.step("Redis") {
            let output = try Files.openLog(places.log("redis"))
            let program = Program(
                programs.redis,
                [
                    "--port", "0", "--unixsocket", places.redisSocket, "--unixsocketperm", "700",
                    "--save", "", "--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy",
                    "allkeys-lru", "--daemonize", "no",
                ], descriptors: [1: output, 2: output], directory: state + "/redis")
            let service = Service(
                "Redis", program, stopSteps: [.terminate(.seconds(10))],
                log: { [unowned self] in log($0) })
            Files.remove(places.redisSocket)
            try start(service, log: "redis", places: places, seconds: 20) {
                Files.exists(places.redisSocket)
            }
        }
    }

    func startWebServer(_ places: Places, _ programs: Programs, _ secrets: Secrets) throws {
        if !secrets.hasCertificate {
            try Terminal.step("certificate") {
                let path = places.log("openssl")
                let output = try Files.openLog(path)
                defer { close(output) }
                noteLog(path)
                try run(
                    secrets.certificateMaking(programs.openssl, output: output), named: "openssl")
                noteLog(nil)
                try secrets.acceptCertificate()
            }
        }
        try Terminal.step("nginx") {
            let server = WebServer(
                places: places, program: programs.nginx, configuration: configuration)
            try server.render()
            let service = try server.service { [unowned self] in log($0) }
            let port = configuration.number(Settings.port)
            try start(service, log: "nginx-error", places: places, seconds: 30) {
                Probe.status(of: "/live", port: port) == 200
                    && Probe.status(of: "/ready", port: port) == 200
            }
        }
    }

    /// Starts the background workers, and waits until they have connected.
    func startWorkers(_ places: Places) throws {
        var variables = Secrets.TokenKeyFiles(configuration).variables
        variables[Settings.workerDatabase.name] = places.database("guildhall_worker")
        let output = try Files.openLog(places.log("worker"))
        let workers = WorkerPlan.services(
            configuration, variables: variables, output: (output, output)
        ) { [unowned self] in log($0) }
        guard !workers.isEmpty else { return }
        let database = DatabasePreparation(places: places)
        try Terminal.step("worker") {
            for (index, worker) in workers.enumerated() {
                try start(worker, log: "worker", places: places, seconds: 20) {
                    database.countWorkers > index
                }
            }
        }
    }

    /// Writes `run.json` for the first time.
    func announce(_ places: Places, _ secrets: Secrets) throws {
        let accounts = try secrets.demoAccounts()
        let paths = RunFile.PlacePaths(
            file: RunFile.path(state), run: places.run, databaseSocket: places.databaseSocket,
            redisSocket: places.redisSocket)
        runFile = RunFile(
            places: paths, url: "http://127.0.0.1:\(configuration.text(Settings.port))",
            tlsURL: "https://127.0.0.1:\(configuration.text(Settings.tlsPort))",
            admin: accounts.admin.login, member: accounts.member.login, services: serviceIDs,
            responders: supervisor?.ids ?? [], ownID: getpid())
        try runFile?.write()
    }

    /// Brings `run.json` up to date if a process was replaced.
    func updateRunFile() {
        guard var fresh = runFile else { return }
        fresh.services = serviceIDs
        fresh.responders = supervisor?.ids ?? []
        guard fresh != runFile else { return }
        runFile = fresh
        do {
            try fresh.write()
        } catch {
            log("\(error)")
        }
    }

    private var serviceIDs: [String: Int32] {
        Dictionary(uniqueKeysWithValues: services.map { ($0.name.lowercased(), $0.id ?? -1) })
    }
}

extension Account {
    fileprivate var login: RunFile.Login { RunFile.Login(email: email, password: password) }
}

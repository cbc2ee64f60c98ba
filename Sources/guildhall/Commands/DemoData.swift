import ArgumentParser

struct DemoData: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load demo bookings, or more of them, and the people who made them.")

    @Option(help: "How many bookings there shall be; those that are there count.")
    var bookings: Int

    @Option(help: "How many topics of the forum there shall be; those that are there count.")
    var topics = 0

    @Option(help: "How many fasts there shall be; those that are there count.")
    var fasts = 0

    @Option(help: "How many plants shall have been asked about; those that are there count.")
    var searches = 0

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        guard bookings >= 0 else { throw ValidationError("--bookings must not be negative") }
    }

    func run() throws {
        try Command.run {
            let connection = OwnerDatabase.connection(try Environment.configuration())
            let loader = try DemoLoader(connection, directory: Resources.find("sql/demo"))
            try loader.loadCatalogue()
            var added = 0
            try load("bookings", bookings) { added = try loader.load(total: $0, progress: $1) }
            try load("topics", topics, loader.loadTopics)
            try load("fasts", fasts, loader.loadFasts)
            try load("plants", searches, loader.loadSearches)
            try loader.tidy()
            if !quiet { Terminal.line("\(Terminal.grouped(added)) bookings added") }
        }
    }

    private func load(
        _ name: String, _ total: Int, _ loading: (Int, (Int) throws -> Void) throws -> Void
    ) throws {
        var bar = ProgressBar(name, total: total)
        try loading(total) { if !quiet { bar.show($0) } }
        if !quiet { bar.finish() }
    }
}

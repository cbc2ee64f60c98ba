import ArgumentParser

struct DemoData: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load demo bookings, or more of them, and the people who made them.")

    @Option(help: "How many bookings there shall be; those that are there count.")
    var bookings: Int

    @Option(help: "How many topics of the forum there shall be; those that are there count.")
    var topics = 0

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        guard bookings >= 0 else { throw ValidationError("--bookings must not be negative") }
    }

    func run() throws {
        try Command.run {
            let connection = OwnerDatabase.connection(try Environment.configuration())
            let loader = try DemoLoader(connection, directory: Resources.find("sql/demo"))
            var bar = ProgressBar("bookings", total: bookings)
            try loader.loadCatalogue()
            let added = try loader.load(total: bookings) { if !quiet { bar.show($0) } }
            if !quiet { bar.finish() }
            var topicsBar = ProgressBar("topics", total: topics)
            try loader.loadTopics(total: topics) { if !quiet { topicsBar.show($0) } }
            if !quiet { topicsBar.finish() }
            try loader.loadFasts(bookings: bookings)
            try loader.tidy()
            if !quiet { Terminal.line("\(Terminal.grouped(added)) bookings added") }
        }
    }
}

import ArgumentParser
import Configuration
import Photos
import Postgres

struct Sweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove files of photos that nothing needs.",
        discussion: """
            Such files are what crashes leave, and nothing else does. It can run beside everything \
            at any time; `serve` and `up` do it when they start.
            """)

    func run() throws {
        try Command.run {
            let configuration = try Environment.configuration()
            let count = try Self.sweep(configuration, OwnerDatabase.connection(configuration))
            Terminal.line("\(count) photos removed")
        }
    }

    /// Sweeps the data directory; without a setting it is the one of the `guildhall up` of this state
    /// directory.
    static func sweep(_ configuration: Configuration, _ database: Connection) throws -> Int {
        let named = configuration.text(Settings.dataDirectory)
        let directory = named.isEmpty ? PlaceMaking.state(configuration) + "/data" : named
        guard Files.exists(directory) else {
            throw Failure("there is no directory \(directory); see \(Settings.dataDirectory.name)")
        }
        return try PhotoStore(dataDirectory: directory).sweep(on: database)
    }
}

import Configuration
import Telemetry

/// The file in which all responders count.
enum TelemetryFile {
    /// Makes it anew in the directory of the sockets.
    /// - Returns: the variables that tell responders of it.
    static func make(in run: String, _ configuration: Configuration) throws -> [String: String] {
        let path = path(in: run)
        let segment = try Segment(making: path)
        if let level = LogLevel(rawValue: configuration.text(Settings.logLevel)) {
            segment.logLevel = level
        }
        return [Settings.telemetry.name: path]
    }

    /// The segment of the responders that run.
    static func open(_ configuration: Configuration) throws -> Segment {
        let named = configuration.text(Settings.telemetry)
        if !named.isEmpty { return try Segment(opening: named) }
        let run = configuration.text(Settings.runDirectory)
        if !run.isEmpty { return try Segment(opening: path(in: Environment.absolute(run))) }
        guard let run = try RunFile.read(configuration)?["run_directory"]?.text else {
            throw Failure("nothing runs in \(PlaceMaking.state(configuration))")
        }
        return try Segment(opening: path(in: run))
    }

    private static func path(in run: String) -> String { run + "/telemetry" }
}

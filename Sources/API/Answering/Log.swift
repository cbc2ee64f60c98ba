internal import Calendar
public import Configuration
internal import Glibc
internal import JSON
public import Telemetry

/// Writes structured lines to standard error.
///
/// With a buffer, lines below a warning are gathered: a process that is killed takes those with it that
/// were not flushed yet.
///
/// The responder has a logger of its own because the usual package brings the concurrency runtime
/// along, which takes more memory than all of this program's own code.
public struct Log: Sendable {
    /// A value of a line.
    public enum Value: Sendable {
        case text(String)
        case int(Int)
        /// A number of thousandths, such as microseconds as milliseconds.
        case thousandths(Int)
    }

    /// Bytes of a line at the most; a longer one is cut off and so not JSON, but names its request
    /// first.
    private static let longestLine = 8_192

    private let board: Segment?
    private let buffer: LogBuffer?
    private let isJSON: Bool

    /// Creates a log that writes everything from `info` on as JSON, for as long as nothing else is
    /// known.
    public init() {
        board = nil
        buffer = nil
        isJSON = true
    }

    /// Creates a log whose level all processes share.
    /// - Parameter buffer: where lines are gathered; whoever gives it flushes it.
    public init(_ board: Segment, _ configuration: Configuration, buffer: LogBuffer? = nil) {
        self.board = board
        self.buffer = buffer
        isJSON = configuration.flag(Settings.logJSON)
    }

    /// Whether lines of a level are written now.
    public func writes(_ level: LogLevel) -> Bool { level >= board?.logLevel ?? .info }

    /// Writes a line.
    public func write(
        _ level: LogLevel, _ message: String, _ fields: [(name: String, value: String)] = []
    ) {
        write(level, message, values: fields.map { ($0.name, .text($0.value)) })
    }

    /// Writes a line with numbers in it.
    public func write(
        _ level: LogLevel, _ message: String, values: [(name: String, value: Value)]
    ) {
        guard writes(level) else { return }
        let output = unsafe Output(capacity: Self.longestLine) { bytes in
            guard let buffer else { return unsafe LogBuffer.write(bytes) }
            unsafe buffer.append(bytes)
        }
        let time = Instant(unixSeconds: Int64(time(nil))).text
        // An output that drains to a descriptor and ignores the result cannot fail.
        if isJSON {
            try? Self.writeObject(time, level, message, values, to: output)
        } else {
            try? Self.writeText(time, level, message, values, to: output)
        }
        try? output.write("\n")
        try? output.flush()
        if level >= .warning { buffer?.flush() }
    }

    private static func writeObject(
        _ time: String, _ level: LogLevel, _ message: String,
        _ values: [(name: String, value: Value)], to output: Output
    ) throws {
        var json = JSONWriter(output)
        try json.object { json in
            try json.member("time", time)
            try json.member("level", level.rawValue)
            try json.member("message", message)
            for (name, value) in values {
                switch value {
                case .text(let text): try json.member(name, text)
                case .int(let number): try json.member(name, number)
                case .thousandths(let number): try json.member(name, thousandths: number)
                }
            }
        }
    }

    /// Texts are quoted as in JSON, so that none can pass for another line or field.
    private static func writeText(
        _ time: String, _ level: LogLevel, _ message: String,
        _ values: [(name: String, value: Value)], to output: Output
    ) throws {
        try output.write("\(time) \(level.rawValue) \(message)")
        for (name, value) in values {
            try output.write(" \(name)=")
            var json = JSONWriter(output)
            switch value {
            case .text(let text): try json.string(text)
            case .int(let number): try json.int(Int64(number))
            case .thousandths(let number): try json.thousandths(number)
            }
        }
    }
}

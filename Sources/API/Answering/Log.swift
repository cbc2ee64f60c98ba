internal import Calendar
internal import Glibc
internal import JSON

/// Writes structured lines to standard error, each one JSON object in one system call.
///
/// The responder has a logger of its own because the usual package brings the concurrency runtime
/// along, which takes more memory than all of this program's own code.
public struct Log: Sendable {
    /// How much a line matters.
    public enum Level: String, Sendable { case info, warning, error, critical }

    /// Bytes of a line at the most; a longer one is cut off and so not JSON, but names its request
    /// first.
    private static let longestLine = 8_192

    /// Creates a log.
    public init() {}

    /// Writes a line.
    public func write(
        _ level: Level, _ message: String, _ fields: [(name: String, value: String)] = []
    ) {
        let output = unsafe Output(capacity: Self.longestLine) {
            _ = unsafe Glibc.write(2, $0.baseAddress, $0.count)
        }
        var json = JSONWriter(output)
        // An output that drains to a descriptor and ignores the result cannot fail.
        try? json.object { json in
            try json.member("time", Instant(unixSeconds: Int64(time(nil))).text)
            try json.member("level", level.rawValue)
            try json.member("message", message)
            for field in fields { try json.member(field.name, field.value) }
        }
        try? output.write("\n")
        try? output.flush()
    }
}

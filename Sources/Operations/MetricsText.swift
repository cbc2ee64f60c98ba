internal import JSON

/// Writes Prometheus's text exposition format, version 0.0.4.
struct MetricsText {
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// What a metric is.
    enum Kind: String { case counter, gauge, histogram }

    let output: Output

    /// Begins a metric.
    func declare(_ name: String, _ kind: Kind, _ help: String) throws {
        try output.write("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    }

    /// Writes one sample.
    /// - Parameter labels: names and values; the values are escaped.
    func sample(
        _ name: String, _ labels: [(name: String, value: String)] = [], _ value: String
    ) throws {
        try output.write(name)
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\(Self.escape($0.value))\"" }
            try output.write("{\(pairs.joined(separator: ","))}")
        }
        try output.write(" \(value)\n")
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\", "\"": escaped += "\\\(character)"
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }

    /// Microseconds in seconds.
    static func seconds(_ microseconds: Int) -> String { "\(Double(microseconds) / 1_000_000)" }
}

/// What the package and its administrator have set for the services, which commands go by too.
///
/// systemd gives the services the same two files (`EnvironmentFile=` in systemd.exec(5)).
enum InstalledSettings {
    /// The places that the package has chosen. A checkout has no such file.
    private static let places = (try? Resources.find("environment")).flatMap { path in
        Files.exists(path) ? path : nil
    }
    private static let administrators = "/etc/guildhall/environment"

    /// Whether this program is an installed one.
    static var isInstalled: Bool { places != nil }

    /// The variables, the administrator's last; none in a checkout.
    static let values: [String: String] = {
        guard let places else { return [:] }
        var values: [String: String] = [:]
        for file in [places, administrators] {
            guard let text = try? Files.text(file) else { continue }
            for line in text.split(separator: "\n") {
                guard let (name, value) = assignment(line) else { continue }
                values[name] = value
            }
        }
        return values
    }()

    /// A line's variable; nil for comments and what else assigns nothing.
    private static func assignment(_ line: Substring) -> (String, String)? {
        let line = line.trimmed
        guard let equals = line.firstIndex(of: "="), line.first != "#", line.first != ";"
        else { return nil }
        var value = line[line.index(after: equals)...].trimmed
        if value.count > 1, let quote = value.first, quote == value.last, "\"'".contains(quote) {
            value = value.dropFirst().dropLast()
        }
        return (String(line[..<equals].trimmed), String(value))
    }
}

extension Substring {
    /// The text without white space around it.
    fileprivate var trimmed: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

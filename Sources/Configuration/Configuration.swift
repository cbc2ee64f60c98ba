/// The settings as an environment gives them, checked as a whole before anything starts.
public struct Configuration: Sendable {
    private let values: [String: String]

    /// Reads the settings.
    /// - Parameter lookUp: gives an environment variable's value, or nil if it is not set.
    /// - Throws: every fault, not only the first.
    public init(_ lookUp: (String) -> String?) throws(ConfigurationError) {
        var values: [String: String] = [:]
        var faults: [ConfigurationFault] = []
        for setting in Settings.all {
            guard let text = lookUp(setting.name), !text.isEmpty else {
                values[setting.name] = setting.standard
                continue
            }
            if let fault = setting.fault(in: text) { faults.append(fault) }
            values[setting.name] = text
        }
        guard faults.isEmpty else { throw ConfigurationError(faults: faults) }
        self.values = values
    }

    /// The value of a text.
    public func text(_ setting: Setting) -> String { values[setting.name] ?? setting.standard }

    /// The value of a number.
    public func number(_ setting: Setting) -> Int { Int(text(setting)) ?? 0 }

    /// The value of a flag.
    public func flag(_ setting: Setting) -> Bool { text(setting) == "on" }
}

extension Setting {
    func fault(in text: String) -> ConfigurationFault? {
        switch kind {
        case .text: return nil
        case .flag:
            guard text != "on", text != "off" else { return nil }
            return ConfigurationFault(description: "\(name) must be on or off, not \(text)")
        case .choice(let choices):
            guard !choices.contains(text) else { return nil }
            let list = choices.joined(separator: ", ")
            return ConfigurationFault(description: "\(name) must be one of \(list), not \(text)")
        case .number(let range):
            if let number = Int(text), range.contains(number) { return nil }
            return ConfigurationFault(
                description:
                    "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(text)"
            )
        }
    }
}

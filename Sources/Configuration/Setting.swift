/// One thing that can be set from outside, by an environment variable.
public struct Setting: Sendable {
    /// What values a setting takes.
    public enum Kind: Sendable {
        case number(ClosedRange<Int>)
        case flag
        case choice([String])
        case text
    }

    /// The environment variable.
    public let name: String
    /// The value when the variable is not set; an empty text means that there is none.
    public let standard: String
    public let kind: Kind
    /// What it bounds or chooses, with the unit, in one sentence.
    public let purpose: String

    static func number(
        _ name: String, _ standard: Int, _ range: ClosedRange<Int>, _ purpose: String
    ) -> Setting {
        Setting(name: name, standard: String(standard), kind: .number(range), purpose: purpose)
    }

    static func flag(_ name: String, _ standard: Bool, _ purpose: String) -> Setting {
        Setting(name: name, standard: standard ? "on" : "off", kind: .flag, purpose: purpose)
    }

    static func choice(
        _ name: String, _ standard: String, _ choices: [String], _ purpose: String
    ) -> Setting {
        Setting(name: name, standard: standard, kind: .choice(choices), purpose: purpose)
    }

    static func text(_ name: String, _ standard: String, _ purpose: String) -> Setting {
        Setting(name: name, standard: standard, kind: .text, purpose: purpose)
    }
}

/// A value of the environment that a setting does not take.
public struct ConfigurationFault: Error, Sendable, CustomStringConvertible {
    public let description: String
}

/// All faults of an environment at once.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    public let faults: [ConfigurationFault]
    public var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}

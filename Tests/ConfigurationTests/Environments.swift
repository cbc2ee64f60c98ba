import Configuration
import Testing

@Suite("Configuration")
struct Environments {
    private static func read(_ environment: [String: String]) throws(ConfigurationError)
        -> Configuration
    {
        try Configuration { environment[$0] }
    }

    private static func faults(_ environment: [String: String]) -> [String] {
        do {
            _ = try read(environment)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test("Without any environment every setting has its standard value")
    func standards() throws {
        let configuration = try Self.read([:])
        for setting in Settings.all { #expect(configuration.text(setting) == setting.standard) }
        #expect(configuration.number(Settings.port) == 8080)
        #expect(configuration.number(Settings.tlsPort) == 8443)
        #expect(configuration.number(Settings.bookings) == 100_000)
        #expect(configuration.number(Settings.bodyMegabytes) == 15)
        #expect(configuration.number(Settings.accessSeconds) == 900)
        #expect(configuration.flag(Settings.rateLimits))
        #expect(configuration.text(Settings.state) == ".guildhall")
    }

    @Test("Every standard value is one that the setting takes")
    func standardsAreValid() {
        for setting in Settings.all where !setting.standard.isEmpty {
            #expect(Self.faults([setting.name: setting.standard]).isEmpty, "\(setting.name)")
        }
    }

    @Test("No two settings share a variable, and each says what it is for")
    func names() {
        #expect(Set(Settings.all.map(\.name)).count == Settings.all.count)
        #expect(Settings.all.allSatisfy { $0.purpose.hasSuffix(".") })
        #expect(Settings.all.allSatisfy { $0.name.allSatisfy { $0.isUppercase || $0 == "_" } })
    }

    @Test("An empty variable counts as one that is not set")
    func empty() throws {
        #expect(try Self.read(["GUILDHALL_PORT": ""]).number(Settings.port) == 8080)
    }

    @Test("What is set is what is used")
    func values() throws {
        let configuration = try Self.read([
            "GUILDHALL_PORT": "1", "GUILDHALL_TLS_PORT": "65535", "RATE_LIMITS": "off",
            "GUILDHALL_STATE": "/srv/guild hall", "BOOKINGS": "0",
        ])
        #expect(configuration.number(Settings.port) == 1)
        #expect(configuration.number(Settings.tlsPort) == 65_535)
        #expect(!configuration.flag(Settings.rateLimits))
        #expect(configuration.text(Settings.state) == "/srv/guild hall")
        #expect(configuration.number(Settings.bookings) == 0)
    }

    @Test("All faults are reported at once, each with its variable, its bounds and what it was")
    func everyFault() {
        let faults = Self.faults([
            "GUILDHALL_PORT": "0", "GUILDHALL_TLS_PORT": "https", "RATE_LIMITS": "yes",
            "GUILDHALL_RESPONDERS": "2", "GUILDHALL_QUERY_BYTES": "65537",
        ])
        #expect(
            Set(faults) == [
                "GUILDHALL_PORT must be a whole number from 1 to 65535, not 0",
                "GUILDHALL_TLS_PORT must be a whole number from 1 to 65535, not https",
                "RATE_LIMITS must be on or off, not yes",
                "GUILDHALL_QUERY_BYTES must be a whole number from 256 to 65536, not 65537",
            ])
        #expect(faults.count == 4)
    }

    @Test("The description of an error has a line for each fault")
    func description() {
        let error = #expect(throws: ConfigurationError.self) {
            try Self.read(["RATE_LIMITS": "1", "GUILDHALL_PORT": "x"])
        }
        #expect(error?.description.split(separator: "\n").count == 2)
    }

    @Test("Each number is taken at both ends of its range and refused one step beyond")
    func ranges() {
        for setting in Settings.all {
            guard case .number(let range) = setting.kind else { continue }
            for good in [range.lowerBound, range.upperBound] {
                #expect(Self.faults([setting.name: String(good)]).isEmpty, "\(setting.name)")
            }
            for bad in [range.lowerBound - 1, range.upperBound + 1] {
                #expect(Self.faults([setting.name: String(bad)]).count == 1, "\(setting.name)")
            }
        }
    }

    @Test(
        "What is not a whole number is refused",
        arguments: ["1.5", "1e3", " 80", "80 ", "0x50", "80a", "٨٠", "9999999999999999999", "-"])
    func notNumbers(text: String) {
        #expect(Self.faults(["GUILDHALL_PORT": text]).count == 1)
    }

    @Test("A flag is on or off and nothing else", arguments: ["ON", "true", "1", "no", "of"])
    func notFlags(text: String) {
        #expect(Self.faults(["RATE_LIMITS": text]).count == 1)
    }
}

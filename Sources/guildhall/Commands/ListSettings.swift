import ArgumentParser
import Configuration

struct ListSettings: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "List the settings and their present values.")

    @Flag(help: "Print the table of the README.")
    var markdown = false

    func run() throws {
        try Command.run { markdown ? printMarkdown() : printTable(try Environment.configuration()) }
    }

    private func printMarkdown() {
        Terminal.line("| variable | default | purpose |")
        Terminal.line("| --- | --- | --- |")
        for setting in Settings.all {
            let standard = setting.standard.isEmpty ? "" : "`\(setting.standard)`"
            Terminal.line("| `\(setting.name)` | \(standard) | \(setting.purpose) |")
        }
    }

    private func printTable(_ configuration: Configuration) {
        let width = Settings.all.map(\.name.count).max() ?? 0
        let indent = String(repeating: " ", count: width + 2)
        for setting in Settings.all {
            let value = configuration.text(setting)
            let isStandard = value == setting.standard
            let note =
                isStandard
                ? "" : "   (default: \(setting.standard.isEmpty ? "none" : setting.standard))"
            Terminal.line(
                Terminal.padded(setting.name, to: width + 2) + (value.isEmpty ? "-" : value) + note)
            Terminal.line(indent + setting.purpose)
        }
    }
}

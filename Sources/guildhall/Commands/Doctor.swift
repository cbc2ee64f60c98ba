import ArgumentParser
import Configuration

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find out what is wrong, and say how to mend it.",
        discussion: "Changes nothing. The exit status is 1 if something must be mended.")

    func run() throws {
        try Command.run {
            let configuration = try Environment.configuration()
            var isWell = true
            for finding in Examination(configuration).findings() {
                Terminal.line(
                    Terminal.padded(finding.verdict.rawValue, to: 7)
                        + Terminal.padded(finding.subject, to: 16) + finding.detail)
                if let remedy = finding.remedy {
                    Terminal.line(Terminal.padded("", to: 23) + "→ " + remedy)
                }
                if finding.verdict == .wrong { isWell = false }
            }
            guard isWell else { throw ExitCode.failure }
        }
    }
}

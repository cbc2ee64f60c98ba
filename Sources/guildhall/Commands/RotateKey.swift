import ArgumentParser
import Configuration

struct RotateKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign tokens with a new key; the present one stays good as the former one.",
        discussion: """
            Responders know the new key already, as the next one, and sign with it once they are \
            reloaded: send SIGHUP to `up` or `serve`. What was signed with the key before the \
            present one is no longer good then, so wait for the longest life of an access token \
            between two rotations.
            """)

    func run() throws {
        try Command.run {
            let files = Secrets.TokenKeyFiles(try Environment.configuration())
            guard Files.exists(files.current) else {
                throw Failure("there is no key in \(files.current)")
            }
            try files.rotate()
            Terminal.line("\(files.current) has a new key; the one before is in \(files.former)")
        }
    }
}

import ArgumentParser
import Configuration
import Security

struct RotateKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a new key that signs tokens; the present one stays good as the former one.",
        discussion: """
            Responders take the new key up when they are reloaded: send SIGHUP to `up` or `serve`. \
            What was signed with the key before the present one is no longer good then, so wait for \
            the longest life of an access token between two rotations.
            """)

    func run() throws {
        try Command.run {
            let configuration = try Environment.configuration()
            let (current, former) = Secrets.tokenKeyFiles(configuration)
            guard Files.exists(current) else { throw Failure("there is no key in \(current)") }
            // The order keeps the present key in one of the files at any time.
            try Files.write(former + ".new", try Files.read(current), mode: 0o600)
            try Files.rename(former + ".new", to: former)
            try Files.write(
                current + ".new", Sodium.randomBytes(TokenSigner.shortestKey), mode: 0o600)
            try Files.rename(current + ".new", to: current)
            Terminal.line("\(current) has a new key; the one before it is in \(former)")
        }
    }
}

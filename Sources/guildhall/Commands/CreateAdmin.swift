import ArgumentParser

extension Account.Role: ExpressibleByArgument {}

struct CreateAdmin: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create an account, by default an administrator's.",
        discussion: "Without --password-stdin a password is made up and printed, this once.")

    /// Characters of a password: fewer are too easy to guess (NIST SP 800-63B, section 5.1.1.2),
    /// more only keep the hasher busy.
    private static let passwordLength = 8...1_024

    @Option(help: "E-mail address to log in with.")
    var email: String

    @Option(help: "Name as shown.")
    var name: String

    @Option(help: "What the account may do.")
    var role: Account.Role = .admin

    @Flag(help: "Read the password from standard input: one line.")
    var passwordStdin = false

    func run() throws {
        try Command.run {
            let password = passwordStdin ? try givenPassword() : Account.randomPassword()
            let account = Account(email: email, name: name, role: role, password: password)
            let connection = OwnerDatabase.connection(try Environment.configuration())
            guard let id = try account.create(connection) else {
                throw Failure("there is an account with the address \(email)")
            }
            Terminal.line("created \(role.rawValue) \(id), \(email)")
            if !passwordStdin { Terminal.line("password: \(password)") }
        }
    }

    private func givenPassword() throws -> String {
        guard let line = readLine(), Self.passwordLength.contains(line.count) else {
            throw Failure("a password has 8 to 1,024 characters")
        }
        return line
    }
}

import Configuration
import Security
import Supervision

/// Keys and passwords that are made once and kept.
struct Secrets {
    let places: Places

    /// The files of the keys that sign tokens.
    struct TokenKeyFiles {
        let current: String
        let former: String
        let next: String

        /// They are where the settings say, or in the state directory.
        init(_ configuration: Configuration) {
            func path(_ setting: Setting, _ name: String) -> String {
                let named = configuration.text(setting)
                return named.isEmpty
                    ? PlaceMaking.state(configuration) + "/secrets/" + name : named
            }
            current = path(Settings.tokenKeyFile, "access-token.key")
            former = path(Settings.formerTokenKeyFile, "former-access-token.key")
            next = path(Settings.nextTokenKeyFile, "next-access-token.key")
        }

        /// Makes the keys that are missing.
        func make() throws {
            for file in [current, next] where !Files.exists(file) { try makeKey(file) }
        }

        /// The next key becomes the current one, and the current the former.
        func rotate() throws {
            try make()
            // The order keeps the current key in one of the files at any time.
            try Files.write(former + ".new", try Files.read(current), mode: 0o600)
            try Files.rename(former + ".new", to: former)
            try Files.rename(next, to: current)
            try makeKey(next)
        }

        private func makeKey(_ file: String) throws {
            let key = Sodium.randomBytes(TokenSigner.shortestKey)
            try Files.write(file + ".new", key, mode: 0o600)
            try Files.rename(file + ".new", to: file)
        }

        /// The variables that name the files to responders.
        var variables: [String: String] {
            [
                Settings.tokenKeyFile.name: current,
                Settings.formerTokenKeyFile.name: former,
                Settings.nextTokenKeyFile.name: next,
            ]
        }
    }

    /// The two accounts for trying things, with the same passwords at each start.
    func demoAccounts() throws -> (admin: Account, member: Account) {
        (
            Account(
                email: "admin@guildhall.example", name: "Ada Admin", role: .admin,
                password: try password("admin")),
            Account(
                email: "member@guildhall.example", name: "Max Member", role: .member,
                password: try password("member"))
        )
    }

    private func password(_ name: String) throws -> String {
        let path = "\(places.secrets)/\(name).password"
        if Files.exists(path) { return try Files.text(path).trimmed }
        let password = Account.randomPassword()
        try Files.write(path, Array((password + "\n").utf8), mode: 0o600)
        return password
    }

    var hasCertificate: Bool {
        Files.exists(places.tls + "/cert.pem") && Files.exists(places.tls + "/key.pem")
    }

    /// Makes a certificate for this machine's own names, signed by itself, for ten years.
    func certificateMaking(_ openssl: String, output: Int32) -> Program {
        Program(
            openssl,
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days", "3650", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1", "-keyout",
                places.tls + "/key.pem", "-out", places.tls + "/cert.pem.new",
            ], descriptors: [1: output, 2: output])
    }

    /// Puts the certificate in place; before that it does not count as made.
    func acceptCertificate() throws {
        try Files.rename(places.tls + "/cert.pem.new", to: places.tls + "/cert.pem")
    }
}

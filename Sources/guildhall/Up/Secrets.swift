import Configuration
import Security
import Supervision

/// Keys and passwords that are made once and kept.
struct Secrets {
    let places: Places

    /// The files of the present and the former key that sign tokens: as the settings say, or in the
    /// state directory.
    static func tokenKeyFiles(_ configuration: Configuration) -> (current: String, former: String) {
        func path(_ setting: Setting, _ name: String) -> String {
            let named = configuration.text(setting)
            return named.isEmpty ? PlaceMaking.state(configuration) + "/secrets/" + name : named
        }
        return (
            path(Settings.tokenKeyFile, "access-token.key"),
            path(Settings.formerTokenKeyFile, "former-access-token.key")
        )
    }

    /// Makes the key that signs tokens.
    /// - Returns: the variables that name its file and the former key's to responders.
    func makeTokenKey(_ configuration: Configuration) throws -> [String: String] {
        let files = Self.tokenKeyFiles(configuration)
        if !Files.exists(files.current) {
            try Files.write(
                files.current, Sodium.randomBytes(TokenSigner.shortestKey), mode: 0o600)
        }
        return [
            Settings.tokenKeyFile.name: files.current,
            Settings.formerTokenKeyFile.name: files.former,
        ]
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

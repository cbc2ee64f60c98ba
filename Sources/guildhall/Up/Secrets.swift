import Security
import Supervision

/// Keys and passwords that are made once and kept.
struct Secrets {
    let places: Places

    var tokenKeyFile: String { places.secrets + "/access-token.key" }

    /// Makes the key that signs access tokens.
    func makeTokenKey() throws {
        guard !Files.exists(tokenKeyFile) else { return }
        try Files.write(tokenKeyFile, Sodium.randomBytes(32), mode: 0o600)
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

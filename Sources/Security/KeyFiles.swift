public import Configuration
internal import Glibc

/// The files with the keys that sign tokens: named by settings, or credentials that systemd hands
/// over (systemd.exec(5), `LoadCredential=`).
public struct KeyFiles {
    /// A key that cannot be used.
    public struct Fault: Error, CustomStringConvertible {
        public let description: String
    }

    /// Bytes of a key that are read at the most.
    private static let longestKey = 1_024

    private let current: String
    private let former: String?
    private let next: String?

    /// Finds the files.
    public init(_ configuration: Configuration) {
        let credentials = getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }
        func path(_ setting: Setting, _ credential: String) -> String? {
            let named = configuration.text(setting)
            return named.isEmpty ? credentials.map { "\($0)/\(credential)" } : named
        }
        current = path(Settings.tokenKeyFile, "access-token.key") ?? ""
        former = path(Settings.formerTokenKeyFile, "former-access-token.key")
        next = path(Settings.nextTokenKeyFile, "next-access-token.key")
    }

    /// Reads the keys. There need not be a former and a next one.
    public func read() throws(Fault) -> KeyRing {
        guard let key = read(current) else {
            throw Fault(description: "\(Settings.tokenKeyFile.name): cannot read \(current)")
        }
        let ring = KeyRing(
            current: key, previous: former.flatMap(read), next: next.flatMap(read))
        guard let keys = ring else {
            throw Fault(
                description:
                    "\(Settings.tokenKeyFile.name): a key has fewer than \(TokenSigner.shortestKey) bytes"
            )
        }
        return keys
    }

    private func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var key = [UInt8](repeating: 0, count: Self.longestKey)
        let count = fread(&key, 1, key.count, file)
        return Array(key.prefix(count))
    }
}

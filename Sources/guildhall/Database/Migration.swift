import Security

/// One numbered step of the schema, as its file holds it.
struct Migration {
    let version: Int
    /// The file's name without number and ending.
    let name: String
    let text: String

    /// The SHA-256 digest of the file in hexadecimal digits.
    var checksum: String { Hexadecimal.text(Sodium.sha256(Array(text.utf8))) }

    /// Reads all migrations of a directory, named `0001_name.sql`, `0002_…` without a gap.
    static func read(from directory: String) throws -> [Migration] {
        var migrations: [Migration] = []
        for file in try Files.list(directory) where file.hasSuffix(".sql") {
            let parts = file.dropLast(4).split(separator: "_", maxSplits: 1)
            guard parts.count == 2, let version = Int(parts[0]), version > 0 else {
                throw Failure("\(directory)/\(file) is not named like 0001_people.sql")
            }
            let text = try Files.text("\(directory)/\(file)")
            migrations.append(Migration(version: version, name: String(parts[1]), text: text))
        }
        migrations.sort { $0.version < $1.version }
        for (index, migration) in migrations.enumerated() where migration.version != index + 1 {
            throw Failure(
                migration.version <= index
                    ? "\(directory) has two migrations of number \(migration.version)"
                    : "\(directory) lacks migration number \(index + 1)")
        }
        guard !migrations.isEmpty else { throw Failure("\(directory) holds no migrations") }
        return migrations
    }
}

/// Bytes as people compare them.
enum Hexadecimal {
    /// Two digits a byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

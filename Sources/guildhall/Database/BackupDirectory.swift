import Configuration
import Glibc
import JSON
import Security
import Supervision

/// What a backup is: a directory with the database, the uploaded files, and a manifest, which is
/// written last and so is only in a whole one.
struct BackupDirectory {
    /// What the manifest says.
    struct Manifest {
        let schemaVersion: Int
        let databaseDigest: String
    }

    let path: String

    var database: String { path + "/database.dump" }
    var files: String { path + "/files" }
    private var manifestPath: String { path + "/manifest.json" }

    /// Writes the manifest.
    func write(_ manifest: Manifest) throws {
        let output = unsafe Output(capacity: 4_096) { _ in }
        var writer = JSONWriter(output)
        try writer.object { writer in
            try writer.member("schema_version", manifest.schemaVersion)
            try writer.member("database_sha256", manifest.databaseDigest)
        }
        try Files.write(manifestPath, unsafe Array(output.gathered), mode: 0o600)
    }

    /// Reads the manifest, and checks that the database's file is the one that it tells of.
    func readManifest() throws -> Manifest {
        guard Files.exists(manifestPath) else {
            throw Failure("\(path) is not a whole backup: it has no manifest.json")
        }
        let json = try JSONReader().parse(Files.read(manifestPath))
        guard let version = json["schema_version"]?.int, let digest = json["database_sha256"]?.text
        else { throw Failure("\(manifestPath) is not a backup's manifest") }
        guard try Self.digest(of: database) == digest else {
            throw Failure("\(database) was changed or damaged after the backup")
        }
        return Manifest(schemaVersion: version, databaseDigest: digest)
    }

    /// The SHA-256 of a file of any size, in hexadecimal.
    static func digest(of path: String) throws -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("read \(path)") }
        defer { close(descriptor) }
        var digest = SHA256()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw SystemFailure("read \(path)") }
            if count == 0 { return Hexadecimal.text(digest.finish()) }
            digest.update(chunk[..<count])
        }
    }
}

internal import API
public import Configuration
internal import Glibc
internal import Images

/// Who may see a photo's file.
public enum PhotoAudience: String, Sendable, CaseIterable {
    /// Everyone who knows the address; the web server gives it out by itself.
    case everyone = "public"
    /// Who may see what it belongs to; the web server gives it out when the responder says so.
    case some = "private"
}

/// The directory of photos' files, which are named by their content:
/// `photos/public/ab/cdef….jpg` and beside it the thumbnail, `photos/public/ab/cdef…-480.webp`.
public struct PhotoStore: Sendable {
    /// Pixels of a thumbnail's longer side.
    static let thumbnailSide = 480
    /// How the name of a thumbnail ends.
    static let thumbnailEnding = "-\(thumbnailSide).webp"

    /// Digits of a digest that name the directory.
    private static let shardDigits = 2
    private static let digestDigits = 64

    private let root: String

    /// The files of a data directory.
    public init(_ configuration: Configuration) {
        self.init(dataDirectory: configuration.text(Settings.dataDirectory))
    }

    /// The files of a data directory, by its path.
    public init(dataDirectory: String) { root = dataDirectory + "/photos" }

    private func shard(_ digest: String, _ audience: PhotoAudience) -> String {
        "\(root)/\(audience.rawValue)/\(digest.prefix(Self.shardDigits))"
    }

    private func name(_ digest: String, _ ending: String) -> String {
        digest.dropFirst(Self.shardDigits) + ending
    }

    /// Gives a photo's two files their names, for good.
    /// - Throws: 507 if the disk is full.
    func keep(_ photo: Photo, for audience: PhotoAudience) throws(Problem) {
        let directory = shard(photo.digest, audience)
        try makeDirectories(directory)
        try photo.thumbnail.publish(as: name(photo.digest, Self.thumbnailEnding), in: directory)
        try photo.file.publish(
            as: name(photo.digest, "." + photo.facts.format.fileExtension), in: directory)
    }

    /// Makes a directory of the store with those above it, so that they are still there after a power
    /// cut.
    private func makeDirectories(_ directory: String) throws(Problem) {
        guard unsafe mkdir(directory, 0o750) != 0, errno != EEXIST else {
            return try settle(parent(directory))
        }
        guard errno == ENOENT, directory.utf8.count >= root.utf8.count else { throw .disk(errno) }
        try makeDirectories(parent(directory))
        guard unsafe mkdir(directory, 0o750) == 0 || errno == EEXIST else { throw .disk(errno) }
        try settle(parent(directory))
    }

    private func parent(_ path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    private func settle(_ directory: String) throws(Problem) {
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .disk(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .disk(errno) }
    }

    /// Removes a photo's files, whatever there is of them.
    func remove(_ digest: String, of audience: PhotoAudience) {
        let endings = ImageFormat.allCases.map { ".\($0.fileExtension)" } + [Self.thumbnailEnding]
        for ending in endings {
            unsafe unlink("\(shard(digest, audience))/\(name(digest, ending))")
        }
    }

    /// The digests of a directory's files, each once; those of one shard after those of another.
    func forEachShard(of audience: PhotoAudience, _ body: ([String]) throws -> Void) throws {
        for shard in entries("\(root)/\(audience.rawValue)").sorted() {
            var digests: Set<String> = []
            for name in entries("\(root)/\(audience.rawValue)/\(shard)") {
                let digest = shard + name.prefix(Self.digestDigits - Self.shardDigits)
                let isDigest = digest.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
                }
                // What is named otherwise is none of ours.
                if isDigest, digest.utf8.count == Self.digestDigits { digests.insert(digest) }
            }
            if !digests.isEmpty { try body(digests.sorted()) }
        }
    }

    private func entries(_ path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}

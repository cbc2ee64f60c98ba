import Glibc
import Supervision

/// The few file operations that are needed, with errors that name the path.
enum Files {
    /// What is at a path, a symbolic link being followed.
    struct Facts {
        let isDirectory: Bool
        let owner: UInt32
    }

    static func facts(_ path: String) -> Facts? {
        var record = stat()
        guard unsafe stat(path, &record) == 0 else { return nil }
        return Facts(isDirectory: record.st_mode & S_IFMT == S_IFDIR, owner: record.st_uid)
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    static func isExecutable(_ path: String) -> Bool {
        unsafe access(path, X_OK) == 0 && facts(path)?.isDirectory == false
    }

    static func isSymbolicLink(_ path: String) -> Bool {
        var record = stat()
        return unsafe lstat(path, &record) == 0 && record.st_mode & S_IFMT == S_IFLNK
    }

    /// The absolute path without symbolic links, or nil if there is nothing.
    static func realPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    static func makeDirectory(_ path: String, mode: mode_t, owner: SystemUser? = nil) throws {
        if unsafe mkdir(path, mode) != 0, errno != EEXIST {
            throw SystemFailure("make directory \(path)")
        }
        guard facts(path)?.isDirectory == true else { throw Failure("\(path) is not a directory") }
        if let owner { try give(path, to: owner) }
        // mkdir(2) takes the umask off.
        guard unsafe chmod(path, mode) == 0 else { throw SystemFailure("change mode of \(path)") }
    }

    /// Makes a directory where everyone may make one, and takes it only if nobody else was there
    /// before.
    static func makePrivateDirectory(_ path: String, mode: mode_t, owner: SystemUser) throws {
        if unsafe mkdir(path, mode) == 0 { try give(path, to: owner) }
        var record = stat()
        guard unsafe lstat(path, &record) == 0, record.st_mode & S_IFMT == S_IFDIR,
            record.st_uid == owner.id
        else { throw Failure("\(path) is not a directory of user \(owner.name); remove it") }
        guard unsafe chmod(path, mode) == 0 else { throw SystemFailure("change mode of \(path)") }
    }

    static func give(_ path: String, to owner: SystemUser) throws {
        guard unsafe chown(path, owner.id, owner.group) == 0 else {
            throw SystemFailure("give \(path) to \(owner.name)")
        }
    }

    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("read \(path)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw SystemFailure("read \(path)") }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Puts a file in place whole, or leaves what is there: it is written beside and renamed.
    static func write(
        _ path: String, _ bytes: some Collection<UInt8>, mode: mode_t, owner: SystemUser? = nil
    ) throws {
        let fresh = path + ".new"
        unsafe unlink(fresh)
        let descriptor = unsafe open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw SystemFailure("write \(fresh)") }
        defer { close(descriptor) }
        let bytes = Array(bytes)
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw SystemFailure("write \(fresh)")
        }
        if let owner { try give(fresh, to: owner) }
        guard fsync(descriptor) == 0 else { throw SystemFailure("write \(fresh)") }
        try rename(fresh, to: path)
    }

    static func rename(_ path: String, to newPath: String) throws {
        guard unsafe Glibc.rename(path, newPath) == 0 else {
            throw SystemFailure("rename \(path) to \(newPath)")
        }
    }

    static func link(_ path: String, to target: String) throws {
        if isSymbolicLink(path) { remove(path) }
        guard unsafe symlink(target, path) == 0 else { throw SystemFailure("link \(path)") }
    }

    static func remove(_ path: String) { unsafe unlink(path) }

    /// A file that programs append their output to.
    static func openLog(_ path: String) throws -> Int32 {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
        return descriptor
    }

    /// The names in a directory, in order.
    static func list(_ path: String) throws -> [String] {
        guard let directory = unsafe opendir(path) else { throw SystemFailure("list \(path)") }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }
}

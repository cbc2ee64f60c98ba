internal import Glibc

/// A file that has no name, and so is gone with the process, whatever ends it.
///
/// It is given a name once it is known to be good.
public class UnnamedFile {
    /// The file, open for reading and writing.
    public let descriptor: Int32
    /// How many bytes were appended.
    public final fileprivate(set) var size = 0

    /// Makes a file in a directory, on whose file system it can be given a name later.
    /// - Throws: 507 if the disk is full, 503 if there can be no file for another reason.
    public init(in directory: String) throws(Problem) {
        descriptor = unsafe open(directory, O_RDWR | O_CLOEXEC | openUnnamed, 0o640)
        guard descriptor >= 0 else { throw .disk(errno) }
    }

    deinit { close(descriptor) }

    /// Reads bytes at an offset.
    /// - Returns: how many were read; fewer than the buffer holds only at the end.
    /// - Throws: 503 if the disk does not give them.
    public final func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer)
        throws(Problem) -> Int
    {
        var length = 0
        while length < buffer.count {
            let count = unsafe pread(
                descriptor, buffer.baseAddress! + length, buffer.count - length, offset + length)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .disk(errno) }
            if count == 0 { break }
            length += count
        }
        return length
    }

    /// Reads bytes at an offset into an array.
    /// - Returns: how many were read; fewer than the array holds only at the end.
    public final func read(at offset: Int, into buffer: inout [UInt8]) throws(Problem) -> Int {
        let result = unsafe buffer.withUnsafeMutableBytes { bytes in
            Result { () throws(Problem) in try unsafe read(at: offset, into: bytes) }
        }
        return try result.get()
    }

    /// Writes bytes behind those that were appended before.
    /// - Throws: 507 if the disk is full.
    public final func append(_ bytes: ArraySlice<UInt8>) throws(Problem) {
        var rest = bytes
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress, $0.count, size)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .disk(errno) }
            size += written
            rest = rest.dropFirst(written)
        }
    }

    /// Makes sure of room for what another program is going to write, so that a full disk is found
    /// here, where it can be told from other failures.
    /// - Throws: 507 if the disk is full.
    public final func reserve(_ bytes: Int) throws(Problem) {
        let error = posix_fallocate(descriptor, 0, bytes)
        guard error == 0 else { throw .disk(error) }
    }

    /// Takes what another program wrote through the descriptor as the file's content, and gives back
    /// what else was reserved.
    public final func takeOver() throws(Problem) {
        size = lseek(descriptor, 0, SEEK_CUR)
        guard ftruncate(descriptor, size) == 0 else { throw .disk(errno) }
    }

    /// Gives the file a name, for good: what has a name is whole even after a power cut.
    ///
    /// Where there is a file of that name it is left as it is. So the name must say the content.
    /// - Parameters:
    ///   - name: the name in the directory, which is on the same file system.
    /// - Throws: 507 if the disk is full.
    public final func publish(as name: String, in directory: String) throws(Problem) {
        guard fsync(descriptor) == 0 else { throw .disk(errno) }
        let path = "/proc/self/fd/\(descriptor)"
        let status = unsafe linkat(
            AT_FDCWD, path, AT_FDCWD, "\(directory)/\(name)", AT_SYMLINK_FOLLOW)
        guard status == 0 || errno == EEXIST else { throw .disk(errno) }
        let place = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard place >= 0 else { throw .disk(errno) }
        defer { close(place) }
        guard fsync(place) == 0 else { throw .disk(errno) }
    }
}

extension Problem {
    /// What an error of the file system means to the caller.
    /// - Parameter error: the value of errno.
    public static func disk(_ error: Int32) -> Problem {
        [ENOSPC, EDQUOT, EFBIG].contains(error)
            ? Problem(.insufficientStorage, "The disk is full; nothing was kept.")
            : .unavailable("The file could not be kept.")
    }
}

/// O_TMPFILE of open(2), which is a composition that Swift does not import.
private let openUnnamed = 0o20_000_000 | O_DIRECTORY

internal import Configuration
internal import FastCGI
internal import Glibc

/// A request's body in a file that has no name, and so is gone with the process, whatever ends it.
///
/// It can be given a name once it is known to be good (linkat(2) of `/proc/self/fd/…`).
public final class SpooledBody {
    /// The file, open for reading and writing, its offset at the beginning.
    public let descriptor: Int32
    /// How many bytes it has.
    public fileprivate(set) var size = 0
    /// The request's `Content-Type`, with its parameters.
    public let mediaType: String

    fileprivate init(in directory: String, mediaType: String) throws(Problem) {
        descriptor = unsafe open(directory, O_RDWR | O_CLOEXEC | unnamedFile, 0o640)
        self.mediaType = mediaType
        guard descriptor >= 0 else { throw .disk(errno) }
    }

    deinit { close(descriptor) }

    /// Reads bytes at an offset.
    /// - Returns: how many were read; fewer than the buffer holds only at the end.
    /// - Throws: 503 if the disk does not give them.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Problem)
        -> Int
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
}

extension Call {
    /// Reads the request's body, which the endpoint declares as its ``Endpoint/file``, into a file of
    /// the data directory.
    /// - Throws: 415 for a media type that the endpoint does not take, 413 for too many bytes, 400 for a
    ///   body that was cut off, 507 if the disk is full.
    public func spool(_ file: FileBody) throws(Problem) -> SpooledBody {
        let field = request["CONTENT_TYPE"] ?? ""
        let type = field.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard file.mediaTypes.contains(type) else {
            throw Problem(
                .unsupportedMediaType,
                "The body must be \(file.mediaTypes.joined(separator: " or ")).")
        }
        let body = try SpooledBody(
            in: services.configuration.text(Settings.dataDirectory), mediaType: field)
        try fill(body, most: services.configuration.number(file.limit) << 20)
        return body
    }

    /// Copies the body, counting its bytes whatever the web server has counted.
    private func fill(_ body: SpooledBody, most: Int) throws(Problem) {
        let tooLarge = Problem(.tooLarge, "The body may have \(most) bytes.")
        guard Int(request["CONTENT_LENGTH"] ?? "") ?? 0 <= most else { throw tooLarge }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe request.read(into: $0) }
            guard count > 0 else { break }
            body.size += count
            guard body.size <= most else { throw tooLarge }
            try body.append(buffer, count: count)
        }
        guard request.isBodyWhole else { throw Problem(.malformed, "The body was cut off.") }
        lseek(body.descriptor, 0, SEEK_SET)
    }
}

extension SpooledBody {
    fileprivate func append(_ bytes: [UInt8], count: Int) throws(Problem) {
        var length = 0
        while length < count {
            let written = unsafe bytes.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress! + length, count - length)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .disk(errno) }
            length += written
        }
    }
}

extension Problem {
    /// What an error of the file system means to the caller.
    /// - Parameter error: the value of errno.
    public static func disk(_ error: Int32) -> Problem {
        [ENOSPC, EDQUOT].contains(error)
            ? Problem(.insufficientStorage, "The disk is full; nothing was kept.")
            : .unavailable("The file could not be kept.")
    }
}

/// O_TMPFILE of open(2), which is a composition that Swift does not import.
private let unnamedFile = 0o20_000_000 | O_DIRECTORY

internal import Configuration
internal import FastCGI

/// A request's body in a file without a name.
public final class SpooledBody: UnnamedFile {
    /// The request's `Content-Type`, with its parameters.
    public let mediaType: String

    fileprivate init(in directory: String, mediaType: String) throws(Problem) {
        self.mediaType = mediaType
        try super.init(in: directory)
    }
}

extension Call {
    /// Reads the request's body, which the endpoint declares as its ``Endpoint/file``, into a file of
    /// the data directory.
    /// - Throws: 415 for a media type that the endpoint does not take, 413 for too many bytes, 400 for a
    ///   body that was cut off, 507 if the disk is full.
    public func spool(_ file: FileBody) throws(Problem) -> SpooledBody {
        guard file.takes(request) else { throw file.otherMediaType }
        let body = try SpooledBody(
            in: services.configuration.text(Settings.dataDirectory),
            mediaType: request["CONTENT_TYPE"] ?? "")
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
            guard body.size + count <= most else { throw tooLarge }
            try body.append(buffer[..<count])
        }
        guard request.isBodyWhole else { throw Problem(.malformed, "The body was cut off.") }
    }
}

internal import Configuration
internal import FastCGI
internal import JSON

/// Reads a request's JSON body within its limits.
struct BodyReading {
    /// The media type of JSON (RFC 8259, section 11).
    static let mediaType = "application/json"

    private let limits: JSONLimits

    init(_ configuration: Configuration) {
        limits = JSONLimits(
            maximumBytes: configuration.number(Settings.jsonBytes),
            maximumDepth: configuration.number(Settings.jsonDepth),
            maximumElements: configuration.number(Settings.jsonElements))
    }

    /// The body's bytes, and the value that they write.
    /// - Throws: 415 for another media type, 413 for too many bytes, 400 for what is not JSON or
    ///   was cut off.
    func json(of request: Request) throws(Problem) -> ([UInt8], JSONValue) {
        guard request.mediaType == Self.mediaType else {
            throw Problem(.unsupportedMediaType, "The body must be \(Self.mediaType).")
        }
        let bytes = try read(request)
        guard request.isBodyWhole else { throw Problem(.malformed, "The body was cut off.") }
        do {
            return (bytes, try JSONReader(limits: limits).parse(bytes))
        } catch {
            throw Problem(
                .malformed, "The body is not JSON: \(error).",
                faults: [.pointer(error.pointer.description, error.reason.text)])
        }
    }

    private func read(_ request: Request) throws(Problem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var length = 0
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe request.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[length...]))
            }
            if count == 0 { break }
            length += count
            guard length <= limits.maximumBytes else {
                throw Problem(.tooLarge, "The body may have \(limits.maximumBytes) bytes.")
            }
            if length == bytes.count {
                bytes += [UInt8](repeating: 0, count: bytes.count)
            }
        }
        bytes.removeLast(bytes.count - length)
        return bytes
    }
}

extension Request {
    /// Whether the client sent no body. The web server knows a body's length once it has read it.
    var hasNoBody: Bool { ["", "0"].contains(self["CONTENT_LENGTH"] ?? "") }
}

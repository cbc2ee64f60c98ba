/// The image formats that are taken.
public enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp

    /// The media type (RFC 2046 for JPEG, W3C PNG, RFC 9649).
    public var mediaType: String { "image/\(rawValue)" }

    /// How the name of such a file ends.
    public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    /// The format of a file that begins like this; whatever its name says, or who sent it.
    init?(beginning: [UInt8]) {
        if beginning.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if beginning.starts(with: PNG.signature) {
            self = .png
        } else if beginning.starts(with: "RIFF".utf8),
            beginning.dropFirst(8).starts(with: "WEBP".utf8)
        {
            self = .webp
        } else {
            return nil
        }
    }
}

/// Why a file is not taken as an image.
public struct ImageFault: Error, Sendable, Equatable {
    /// What kind of reason.
    public enum Kind: Sendable { case otherFormat, tooLarge, broken, unsupported }

    public let kind: Kind
    /// What, to follow the name: "is cut off".
    public let detail: String

    /// Says that the file is none of the formats that are taken.
    static let otherFormat = ImageFault(
        kind: .otherFormat, detail: "is not a JPEG, PNG or WebP image")
    /// Says that the file ends before the image does.
    static let cutOff = ImageFault(kind: .broken, detail: "is cut off")

    /// Says what breaks the rules of the format.
    static func broken(_ what: String) -> ImageFault {
        ImageFault(kind: .broken, detail: "is broken: \(what)")
    }

    /// Says what the format allows and is not taken here.
    static func unsupported(_ what: String) -> ImageFault {
        ImageFault(kind: .unsupported, detail: "cannot be used: \(what)")
    }
}

public import Configuration
internal import FastCGI

/// A request body that is a file, of any size up to a limit, instead of JSON.
///
/// It is read by ``Call/spool(_:)`` into a file of the data directory, never into memory.
public struct FileBody: Sendable {
    /// The media type of forms with files (RFC 7578).
    static let form = "multipart/form-data"

    /// The media types that are taken, without their parameters.
    let mediaTypes: [String]
    /// The setting that bounds the body, in MiB.
    let limit: Setting
    /// What a form's field with the file may be called; empty if a form is not taken.
    let fieldNames: [String]
    /// Whether the endpoint takes JSON as well.
    let isInPlaceOfJSON: Bool

    /// Declares a body.
    /// - Parameters:
    ///   - mediaTypes: what is taken; anything else is a 415.
    ///   - limit: the setting that bounds the body, in MiB; more is a 413.
    ///   - fieldNames: what the file's field may be called if it comes in a form (RFC 7578), which is
    ///     taken then too. Read such a body by ``Call/upload(_:fields:)``.
    ///   - isInPlaceOfJSON: whether the body can also be JSON with the endpoint's members.
    public init(
        _ mediaTypes: [String], limit: Setting, orInFormAs fieldNames: [String] = [],
        inPlaceOfJSON isInPlaceOfJSON: Bool = false
    ) {
        self.mediaTypes = mediaTypes + (fieldNames.isEmpty ? [] : [Self.form])
        self.fieldNames = fieldNames
        self.limit = limit
        self.isInPlaceOfJSON = isInPlaceOfJSON
    }

    /// Whether the request's body is of one of the media types.
    func takes(_ request: Request) -> Bool { mediaTypes.contains(request.mediaType) }

    /// The answer to a body of another media type.
    var otherMediaType: Problem {
        let types = (isInPlaceOfJSON ? [BodyReading.mediaType] : []) + mediaTypes
        return Problem(
            .unsupportedMediaType, "The body must be \(types.joined(separator: " or ")).")
    }
}

extension Request {
    /// The media type of the body without its parameters, in small letters (RFC 9110, section 8.3.1).
    var mediaType: String {
        (self["CONTENT_TYPE"] ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
    }
}

public import API
public import Configuration
internal import Images
public import Postgres

/// A photo that came with a request and was found good, in files that have no names yet.
public struct Photo {
    /// The media types of photos.
    public static let mediaTypes = ImageFormat.allCases.map(\.mediaType)
    /// How photos come: as they are or in a form.
    public static let body = FileBody(
        mediaTypes, limit: Settings.bodyMegabytes, orInFormAs: ["file", "photo"])
    /// How photos come where JSON does too.
    public static let bodyOrJSON = FileBody(
        mediaTypes, limit: Settings.bodyMegabytes, orInFormAs: ["photo", "file"],
        inPlaceOfJSON: true)

    let facts: ImageFacts
    /// SHA-256 of the cleaned file in hexadecimal digits.
    let digest: String
    /// The picture without what does not belong to it.
    let file: UnnamedFile
    let thumbnail: UnnamedFile

    /// Checks the picture that came, copies it without what does not belong to it, and makes its
    /// thumbnail.
    /// - Throws: 415 if it is none of the formats, or another than its sender says; 422 if it is too
    ///   large in pixels, broken or cannot be decoded; 507 if the disk is full; 503 if too many
    ///   thumbnails are being made.
    public init(_ upload: Upload, _ configuration: Configuration) throws {
        let source = FilePart(file: upload.body, range: upload.content)
        var copy = try DigestedFile(in: configuration.text(Settings.dataDirectory))
        let limits = ImageLimits(
            pixels: configuration.number(Settings.imagePixels),
            side: configuration.number(Settings.imageSide))
        do {
            facts = try CleanImage.copy(source, to: &copy, limits: limits)
        } catch let fault as ImageFault {
            throw Problem(fault)
        }
        if let type = upload.mediaType, type != facts.format.mediaType {
            throw Problem(
                .unsupportedMediaType, "The body is \(facts.format.mediaType) and not \(type).")
        }
        digest = try copy.finish()
        file = copy.file
        thumbnail = try Thumbnailer(configuration).make(of: file, facts.format)
    }

    /// What tells a request with this photo from one with another (``Call/create(of:_:)``).
    /// - Parameter text: what else the request says.
    public func content(with text: String) -> [UInt8] { Array("\(digest)\n\(text)".utf8) }

    /// The values of ``PhotoStatements``.
    /// - Parameter values: the call's own.
    public func values(_ values: ParameterValues, for audience: PhotoAudience) -> ParameterValues {
        var values = PhotoStatements.values(digest, audience, in: values)
        values.set(PhotoStatements.format, .text(facts.format.rawValue))
        values.set(PhotoStatements.width, .int(Int64(facts.width)))
        values.set(PhotoStatements.height, .int(Int64(facts.height)))
        values.set(PhotoStatements.bytes, .int(Int64(file.size)))
        return values
    }

    /// Names the photo's files, under the lock that keeps others from removing them before the row is
    /// there.
    /// - Parameter run: runs commands in the transaction that writes the row.
    public func keep(for audience: PhotoAudience, _ call: Call, _ run: Call.Run) throws {
        let values = PhotoStatements.values(digest, audience)
        _ = try run([PhotoStatements.lock.command(values)])
        try PhotoStore(call.services.configuration).keep(self, for: audience)
    }
}

extension Problem {
    /// What is wrong with a picture, for whoever sent it.
    fileprivate init(_ fault: ImageFault) {
        self =
            fault.kind == .otherFormat
            ? Problem(.unsupportedMediaType, "The photo \(fault.detail).")
            : Problem(
                .invalid, "The photo \(fault.detail).", faults: [.pointer("/photo", fault.detail)])
    }
}

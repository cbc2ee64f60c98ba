internal import API
internal import Photos
internal import Postgres

/// The photo of a plant, for who asked about it and for moderators. To others it is not there.
enum GetIdentificationPhoto: IdentificationPhotoEndpoint {
    static let operation = Operation(
        .get, "/plants/identifications/{id}/photo", "See the photo of a plant", access: .member)
    static let isThumbnail = false
}

/// The thumbnail of a plant's photo, 480 pixels on the longer side.
enum GetIdentificationThumbnail: IdentificationPhotoEndpoint {
    static let operation = Operation(
        .get, "/plants/identifications/{id}/thumbnail", "See the thumbnail of a plant's photo",
        access: .member)
    static let isThumbnail = true
}

/// An endpoint that answers with a file of a request's photo.
protocol IdentificationPhotoEndpoint: Endpoint {
    static var isThumbnail: Bool { get }
}

extension IdentificationPhotoEndpoint {
    static var parameters: [ParameterDeclaration] { .of(IdentificationPhoto.id) }
    static var statements: [CheckedStatement] { [CheckedStatement(IdentificationPhoto.find, [])] }
    /// nginx tags files by itself.
    static var isTagged: Bool { true }
    static var success: Success {
        let types = isThumbnail ? ["image/webp"] : Photo.mediaTypes
        return Success(200, types.map { ($0, Schema.any) }, operation.summary)
    }

    static func respond(to call: Call) throws {
        let rows = try call.run(IdentificationPhoto.find)
        guard rows.count > 0, let caller = call.caller,
            rows[0].int(0) == caller.id || caller.access >= .moderator
        else { throw Problem.notFound() }
        call.privatePhoto(rows[0].text(1), format: rows[0].text(2), isThumbnail: isThumbnail)
    }
}

/// What both of them ask for.
private enum IdentificationPhoto {
    static let id = Path<Int>("id", "The id of the request.")
    static let find = PreparedSQL(
        """
        SELECT i.user_id, p.digest, p.format
          FROM plant_identifications i JOIN photos p ON p.id = i.photo_id WHERE i.id = \(id)
        """)
}

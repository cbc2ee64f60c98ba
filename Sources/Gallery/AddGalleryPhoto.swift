internal import API
internal import JSON
internal import Photos
internal import Postgres

/// Adds a photo to the gallery: as it is, or in a form with its title. The same photo may be there
/// twice; its file is then kept once.
enum AddGalleryPhoto: Endpoint {
    static let operation = Operation(
        .post, "/admin/gallery", "Add a photo to the gallery", access: .admin, pool: .bulk,
        creates: true)

    static let title = Body<String>(
        optional: "title", length: 0...200, "What is shown with the photo.")

    private static let add = PreparedSQL(
        """
        WITH p AS (\(PhotoStatements.kept)), g AS (
            INSERT INTO gallery_photos (title, photo_id, added_by)
            SELECT coalesce(\(title), ''), p.id, \(Caller.id) FROM p RETURNING *
        )
        SELECT \(columns: columns) FROM g JOIN p ON p.id = g.photo_id
        """)
    private static let columns = GalleryColumns.all
    private static let encoder = RowEncoder(json: columns)

    static let file: FileBody? = Photo.body
    static var parameters: [ParameterDeclaration] { .of(title) }
    static var statements: [CheckedStatement] {
        PhotoStatements.all + [CheckedStatement(add, columns)]
    }
    static let success = Success.json(.object(columns), status: 201, "The photo.")

    static func respond(to call: Call) throws {
        let upload = try call.upload(Photo.body, fields: parameters)
        let photo = try Photo(upload, call.services.configuration)
        let values = photo.values(upload.values, for: .everyone)
        try call.create(of: photo.content(with: values[title] ?? "")) { run in
            try photo.keep(for: .everyone, call, run)
            let row = try run([add.command(values)])[0][0]
            call.reply.add("Location", Operation.basePath + "/gallery/\(row.int(0))")
            try call.json(status: 201) { try encoder.write(row, to: $0.output) }
            call.addTag()
        }
    }
}

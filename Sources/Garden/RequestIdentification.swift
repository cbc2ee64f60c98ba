internal import API
internal import JSON
internal import Photos
internal import Postgres

/// Asks what a plant is, by a note, a photo or both. Who has hardly taken part yet cannot send photos.
enum RequestIdentification: Endpoint {
    static let operation = Operation(
        .post, "/plants/identifications", "Ask what a plant is", access: .member, pool: .bulk,
        creates: true)

    static let note = Body<String>(
        "note", length: 1...2_000,
        "What the plant looks like, and where it grows; need not be given with a photo.")

    private static let trust = PreparedSQL(
        """
        SELECT u.id FROM users u
         WHERE u.id = \(Caller.id) AND (u.trust_level >= 'basic' OR u.role >= 'moderator')
        """)
    private static let make = PreparedSQL(
        """
        WITH i AS (
            INSERT INTO plant_identifications (user_id, note) VALUES (\(Caller.id), \(note))
            RETURNING *
        )
        SELECT \(columns: columns) FROM i
        """)
    private static let makeWithPhoto = PreparedSQL(
        """
        WITH p AS (\(PhotoStatements.kept)), i AS (
            INSERT INTO plant_identifications (user_id, note, photo_id)
            SELECT \(Caller.id), coalesce(\(note), ''), p.id FROM p
            RETURNING *
        )
        SELECT \(columns: columns) FROM i
        """)
    private static let columns = IdentificationColumns.all
    private static let encoder = RowEncoder(json: columns)

    static let file: FileBody? = Photo.bodyOrJSON
    static var parameters: [ParameterDeclaration] { .of(note) }
    static var statements: [CheckedStatement] {
        PhotoStatements.all + [CheckedStatement(trust, [])]
            + [make, makeWithPhoto].map { CheckedStatement($0, columns) }
    }
    static let success = Success.json(.object(columns), status: 201, "The request.")

    static func respond(to call: Call) throws {
        guard call.isUpload(Photo.bodyOrJSON) else {
            return try call.create { run in
                try answer(try run([make.command(call.values)])[0], call)
            }
        }
        // Asked first, as looking at a photo is work too.
        guard try call.run(trust).count > 0 else { throw Problem.trustMissing }
        let upload = try call.upload(Photo.bodyOrJSON, fields: parameters)
        let photo = try Photo(upload, call.services.configuration)
        let values = photo.values(upload.values, for: .some)
        try call.create(of: photo.content(with: values[note] ?? "")) { run in
            try photo.keep(for: .some, call, run)
            try answer(try run([makeWithPhoto.command(values)])[0], call)
        }
    }

    private static func answer(_ rows: Rows, _ call: Call) throws {
        try call.json(status: 201) { try encoder.write(rows[0], to: $0.output) }
        call.addTag()
    }
}

extension Problem {
    fileprivate static let trustMissing = Problem(
        .forbidden,
        """
        Photos take the trust level basic or higher, which ten posts, bookings or the like earn.
        """)
}

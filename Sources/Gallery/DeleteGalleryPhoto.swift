internal import API
internal import Photos
internal import Postgres

/// Takes a photo out of the gallery, and its files away unless it is there a second time.
enum DeleteGalleryPhoto: Endpoint {
    static let operation = Operation(
        .delete, "/admin/gallery/{id}", "Remove a photo from the gallery", access: .admin)

    static let id = Path<Int>("id", "The photo's id.")

    /// Nobody else adds the same photo until the row is gone.
    private static let lock = PreparedSQL(
        """
        SELECT p.digest, pg_advisory_xact_lock(hashtextextended(p.digest, 1))::text
          FROM gallery_photos g JOIN photos p ON p.id = g.photo_id WHERE g.id = \(id)
        """)
    private static let delete = PreparedSQL(
        "DELETE FROM gallery_photos WHERE id = \(id) RETURNING id")

    static var parameters: [ParameterDeclaration] { .of(id) }
    static var statements: [CheckedStatement] {
        PhotoStatements.all + [lock, delete].map { CheckedStatement($0, []) }
    }
    static let success = Success.nothing("The photo is gone.")

    static func respond(to call: Call) throws {
        let digest = try call.database.transaction { transaction in
            let found = try transaction.run([lock.command(call.values)])[0]
            guard found.count > 0 else { throw Problem.notFound() }
            let digest = found[0].text(0)
            let rows = try transaction.commit(with: [
                delete.command(call.values),
                PhotoStatements.forget.command(PhotoStatements.values(digest, .everyone)),
            ])
            guard rows[0].count > 0 else { throw Problem.notFound() }
            return digest
        }
        // The row goes first: what a crash leaves here is a file that the sweep finds.
        try PhotoStore(call.services.configuration).removeUnlessNeeded(
            digest, of: .everyone, on: call.database)
        call.nothing()
    }
}

internal import API

/// Changes what is shown with a photo.
enum UpdateGalleryPhoto: ChangeEndpoint {
    static let operation = Operation(
        .patch, "/admin/gallery/{id}", "Change a photo's title", access: .admin)

    static let id = Path<Int>("id", "The photo's id.")
    static let title = Body<String>("title", length: 0...200, "What is shown with the photo.")

    static let present: PreparedSQL? = PreparedSQL(
        columns,
        """
        FROM gallery_photos g JOIN photos p ON p.id = g.photo_id
        WHERE g.id = \(id) FOR NO KEY UPDATE OF g
        """)
    static let change = PreparedSQL(
        """
        WITH g AS (UPDATE gallery_photos SET title = \(title) WHERE id = \(id) RETURNING *)
        SELECT \(columns: columns) FROM g JOIN photos p ON p.id = g.photo_id
        """)
    static let columns = GalleryColumns.all
    static let encoder = RowEncoder(json: columns)
}

internal import API

/// The photos of the gallery, newest first.
enum ListGallery: ListEndpoint {
    static let operation = Operation(.get, "/gallery", "List the gallery's photos", access: .anyone)

    static let list = List(
        GalleryColumns.all, of: "gallery_photos g",
        orderedBy: [.instant("g.created_at"), .int("g.id")], .descending,
        joining: "JOIN photos p ON p.id = g.photo_id")
}

/// One photo of the gallery.
enum GetGalleryPhoto: ResourceEndpoint {
    static let operation = Operation(
        .get, "/gallery/{id}", "Read about one photo", access: .anyone)

    static let id = Path<Int>("id", "The photo's id.")

    static let columns = GalleryColumns.all
    static let source = PreparedSQL(
        columns,
        "FROM gallery_photos g JOIN photos p ON p.id = g.photo_id WHERE g.id = \(id)")
    static let encoder = RowEncoder(json: columns)
}

internal import API

/// What a photo of the gallery looks like. The tables are `gallery_photos g` and `photos p`.
enum GalleryColumns {
    static let all: [Column] = [
        .int("id", "g.id"), .text("title", "g.title"), .int("width", "p.width"),
        .int("height", "p.height"), .int("bytes", "p.bytes"),
        .text("content_type", "'image/' || p.format"),
        .text("url", "photo_path(p.digest, p.format)"),
        .text("thumbnail_url", "thumbnail_path(p.digest)"),
        .instant("created_at", "g.created_at"),
    ]
}

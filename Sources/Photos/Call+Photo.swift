public import API
internal import Images

extension Call {
    /// Answers with a photo that not everyone may see: the web server sends the file, in whatever
    /// ranges are asked for, and knows whether the client has it already (`X-Accel-Redirect`).
    /// - Parameters:
    ///   - digest: SHA-256 of the file in hexadecimal digits.
    ///   - format: the label of the file's format.
    ///   - isThumbnail: whether its thumbnail is wanted instead.
    public func privatePhoto(_ digest: String, format: String, isThumbnail: Bool) {
        let kind = isThumbnail ? .webp : ImageFormat(rawValue: format) ?? .jpeg
        let ending = isThumbnail ? PhotoStore.thumbnailEnding : ".\(kind.fileExtension)"
        reply.add("X-Accel-Redirect", "/_photos/\(digest)\(ending)")
        reply.add("Content-Type", kind.mediaType)
        // It never changes, but the next one to use the browser may be somebody else: the web server
        // adds `Vary`.
        reply.add("Cache-Control", "private, max-age=31536000, immutable")
    }
}

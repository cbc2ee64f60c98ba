/// Checks an image's structure and copies it without what does not belong to the picture.
public enum CleanImage {
    /// Checks a file from its first byte to the image's end, and writes the same image anew.
    ///
    /// The pixels are copied as they are encoded. Kept besides are the colour profile and the
    /// orientation; left out are all other EXIF, XMP, IPTC, comments, embedded previews, unknown
    /// chunks, and whatever stands behind the image's end, which may be a file of another kind.
    /// - Throws: ``ImageFault`` if the file is not taken; what the source or the sink throws.
    public static func copy<Source: ByteSource, Sink: ByteSink>(
        _ source: Source, to sink: inout Sink, limits: ImageLimits
    ) throws -> ImageFacts {
        var reader = ByteReader(source)
        guard let format = ImageFormat(beginning: try reader.take(min(12, source.size))) else {
            throw ImageFault.otherFormat
        }
        switch format {
        case .jpeg: return try JPEG.copy(source, to: &sink, limits)
        case .png: return try PNG.copy(source, to: &sink, limits)
        case .webp: return try WebP.copy(source, to: &sink, limits)
        }
    }
}

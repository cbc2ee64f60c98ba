/// What is known of an image without decoding it.
public struct ImageFacts: Sendable, Equatable {
    public let format: ImageFormat
    /// The width in pixels, as it is to be shown.
    public let width: Int
    /// The height in pixels, as it is to be shown.
    public let height: Int

    /// Notes what was found.
    init(_ format: ImageFormat, width: Int, height: Int, orientation: Orientation) {
        self.format = format
        self.width = orientation.isTransposed ? height : width
        self.height = orientation.isTransposed ? width : height
    }
}

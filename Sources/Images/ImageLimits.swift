/// How large an image may be, whatever its file's size: a few bytes can promise gigabytes.
public struct ImageLimits: Sendable {
    let pixels: Int
    let side: Int

    /// Sets limits.
    /// - Parameters:
    ///   - pixels: width times height at the most.
    ///   - side: width and height each at the most, in pixels.
    public init(pixels: Int, side: Int) {
        self.pixels = pixels
        self.side = side
    }

    /// Refuses what is larger, and what has no pixels.
    func check(width: Int, height: Int) throws {
        guard width > 0, height > 0 else { throw ImageFault.broken("it has no pixels") }
        guard width <= side, height <= side else {
            throw ImageFault(
                kind: .tooLarge,
                detail: "is \(width) by \(height) pixels; a side may have \(side)")
        }
        guard width * height <= pixels else {
            throw ImageFault(
                kind: .tooLarge,
                detail: "is \(width) by \(height) pixels; there may be \(pixels) in all")
        }
    }
}

public import Configuration

/// A request body that is a file, of any size up to a limit, instead of JSON.
///
/// It is read by ``Call/spool()`` into a file of the data directory, never into memory.
public struct FileBody: Sendable {
    /// The media types that are taken, without their parameters.
    let mediaTypes: [String]
    /// The setting that bounds the body, in MiB.
    let limit: Setting

    /// Declares a body.
    /// - Parameters:
    ///   - mediaTypes: what is taken; anything else is a 415.
    ///   - limit: the setting that bounds the body, in MiB; more is a 413.
    public init(_ mediaTypes: [String], limit: Setting) {
        self.mediaTypes = mediaTypes
        self.limit = limit
    }
}

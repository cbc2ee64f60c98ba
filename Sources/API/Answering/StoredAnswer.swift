internal import FastCGI
public import JSON

/// A JSON document that was made once and never changes, with its tag: of any size, since it need not
/// fit a thread's buffer.
public struct StoredAnswer: Sendable {
    private let bytes: [UInt8]
    private let tag: String

    /// Makes the document.
    public init(_ body: (inout JSONWriter) throws -> Void) rethrows {
        var bytes: [UInt8] = []
        let output = unsafe Output(capacity: 65_536) { unsafe bytes += Array($0) }
        var json = JSONWriter(output)
        try body(&json)
        // An output that drains to an array cannot fail.
        try? output.flush()
        self.bytes = bytes
        tag = unsafe bytes.withUnsafeBytes { unsafe EntityTag.make($0) }
    }

    /// Answers with the document, or with 304 if the client has it.
    public func answer(_ call: Call, cacheControl: String) throws {
        call.reply.add("Content-Type", "application/json")
        call.reply.add("Cache-Control", cacheControl)
        call.reply.add("ETag", tag)
        if call.matches(tag) {
            call.reply.status = 304
            return
        }
        call.reply.add("Content-Length", String(bytes.count))
        try unsafe bytes.withUnsafeBytes { try unsafe call.reply.body.write($0) }
    }
}

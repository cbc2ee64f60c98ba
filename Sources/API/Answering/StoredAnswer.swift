internal import FastCGI
internal import Glibc
public import JSON

/// A JSON document that was made once and never changes, with its tag: of any size, since it is kept
/// in a file without a name and need not fit a thread's buffer or the process's memory.
public struct StoredAnswer: Sendable {
    private static let chunk = 16_384

    private let descriptor: Int32
    private let count: Int
    private let tag: String

    /// Who makes a document.
    public enum Maker: Sendable {
        /// This process.
        case here
        /// A child process, so that all that the making touches costs this one nothing. For a process
        /// that has no other thread yet.
        case child
    }

    private struct Unmade: Error, CustomStringConvertible {
        let description = "a document could not be made"
    }

    /// Makes the document. It stays for as long as the process does.
    public init(_ maker: Maker = .here, _ body: (inout JSONWriter) throws -> Void) throws {
        let descriptor = try makeNamelessFile("guildhall-document")
        switch maker {
        case .here: try Self.write(to: descriptor, body)
        case .child:
            let isMade = runInChild { (try? Self.write(to: descriptor, body)) != nil }
            guard isMade else { throw Unmade() }
        }
        self.descriptor = descriptor
        count = Int(lseek(descriptor, 0, SEEK_END))
        var maker = EntityTag.Maker()
        try unsafe Self.read(descriptor) { unsafe maker.add($0) }
        tag = maker.tag
    }

    private static func write(
        to descriptor: Int32, _ body: (inout JSONWriter) throws -> Void
    ) throws {
        let output = unsafe Output(capacity: 65_536) { bytes in
            guard unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
            else { throw Unmade() }
        }
        var json = JSONWriter(output)
        try body(&json)
        try output.flush()
    }

    /// Reads the document a piece at a time.
    private static func read(
        _ descriptor: Int32, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try unsafe withUnsafeTemporaryAllocation(byteCount: chunk, alignment: 8) { buffer in
            var place = 0
            while true {
                let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, place)
                guard count >= 0 else { throw Unmade() }
                if count == 0 { return }
                try unsafe body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                place += count
            }
        }
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
        call.reply.add("Content-Length", String(count))
        try unsafe Self.read(descriptor) { try unsafe call.reply.body.write($0) }
    }
}

internal import FastCGI
public import JSON

/// The answer to one request: a head that can be changed until the first bytes leave, and a body.
///
/// As long as the body fits its buffer nothing has left, so an error found on the way still becomes
/// a proper error answer. Later than that, the connection is broken instead: the client must be
/// able to tell.
public final class Reply {
    private let stream: ResponseStream
    private let head: Output
    /// Where the body's bytes go.
    public let body: Output
    private let shared: Shared

    /// What the body's drain needs; it cannot hold the reply itself, which owns the body.
    private final class Shared {
        var status = 200
        var fields: [(name: String, value: String)] = []
        var isHeadRequest = false
        var bytes = 0
        var isLengthOpen = false
    }

    init(stream: ResponseStream, capacity: Int) {
        let shared = Shared()
        let head = unsafe Output(capacity: 8_192) { _ in throw HeadTooLong() }
        body = unsafe Output(capacity: capacity) { bytes in
            if shared.bytes == 0 {
                try Self.write(shared, to: head)
                try unsafe stream.write(head.gathered)
            }
            shared.bytes += bytes.count
            if !shared.isHeadRequest { try unsafe stream.write(bytes) }
        }
        self.stream = stream
        self.head = head
        self.shared = shared
    }

    private struct HeadTooLong: Error {}

    /// Begins the next answer.
    func begin(isHeadRequest: Bool) {
        reset()
        shared.isHeadRequest = isHeadRequest
    }

    /// Takes back all that has not left.
    func reset() {
        head.reset()
        body.reset()
        shared.status = 200
        shared.fields = []
        shared.bytes = 0
        shared.isLengthOpen = false
    }

    /// Says nothing of the body's length: it was not written, since the request is HEAD, and would have
    /// been streamed.
    public func leaveLengthOpen() { shared.isLengthOpen = true }

    /// Whether the answer can still become another one.
    var isRevocable: Bool { !body.hasDrained }

    /// The HTTP status.
    public var status: Int {
        get { shared.status }
        set { shared.status = newValue }
    }

    /// Whether the body is left out, since the method is HEAD.
    public var isHeadRequest: Bool { shared.isHeadRequest }

    /// Adds a header field. Control characters in a value would begin another field, so they are
    /// replaced.
    public func add(_ name: String, _ value: String) {
        let isPlain = value.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
        let safe =
            isPlain
            ? value
            : String(
                value.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
        shared.fields.append((name, safe))
    }

    func has(_ name: String) -> Bool { field(name) != nil }

    /// The value of a header field that was added, or nil.
    func field(_ name: String) -> String? { shared.fields.first { $0.name == name }?.value }

    /// Leaves header fields out again.
    func remove(_ names: Set<String>) { shared.fields.removeAll { names.contains($0.name) } }

    /// Bytes of the body that have left.
    var sentBytes: Int { shared.isHeadRequest ? 0 : shared.bytes }

    /// Sends the rest and ends the request.
    func finish() throws {
        guard isRevocable else {
            try body.flush()
            head.reset()
            return try unsafe stream.finish(head.gathered, head.gathered)
        }
        if status != 204, status != 304, !shared.isLengthOpen, !has("Content-Length") {
            add("Content-Length", String(body.count))
        }
        try Self.write(shared, to: head)
        if shared.isHeadRequest { body.reset() }
        try unsafe stream.finish(head.gathered, body.gathered)
        shared.bytes = body.count
    }

    private static func write(_ shared: Shared, to head: Output) throws {
        try head.write("Status: \(shared.status)\r\n")
        for field in shared.fields { try head.write("\(field.name): \(field.value)\r\n") }
        try head.write("\r\n")
    }
}

extension Reply {
    /// The answer so far, to be given again: a head in CGI's form (RFC 3875, section 6), an empty line,
    /// and the body.
    /// - Throws: if the answer is larger than its buffer.
    func recording() throws -> [UInt8] {
        guard isRevocable else { throw HeadTooLong() }
        try Self.write(shared, to: head)
        defer { head.reset() }
        return unsafe Array(head.gathered) + Array(body.gathered)
    }

    /// Answers with what was recorded.
    /// - Returns: whether it could be read.
    func replay(_ recording: [UInt8]) -> Bool {
        let end = Array("\r\n\r\n".utf8)
        guard let gap = recording.indices.first(where: { recording[$0...].starts(with: end) }),
            let head = String(validating: recording[..<gap], as: UTF8.self)
        else { return false }
        reset()
        for line in head.split(separator: "\r\n") {
            guard let colon = line.firstRange(of: ": ") else { return false }
            let (name, value) = (line[..<colon.lowerBound], line[colon.upperBound...])
            if name == "Status" {
                status = Int(value) ?? 200
            } else {
                add(String(name), String(value))
            }
        }
        let bytes = recording[(gap + end.count)...]
        return (try? unsafe bytes.withUnsafeBytes { try unsafe body.write($0) }) != nil
    }
}

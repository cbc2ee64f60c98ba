import Glibc

/// The web server's side of one FastCGI connection, record by record.
public final class FastCGIClient {
    /// What came back for one request.
    public struct Answer: Sendable {
        /// The records of standard output, one for each.
        public var parts: [[UInt8]] = []
        /// Whether FCGI_END_REQUEST came with status 0 and FCGI_REQUEST_COMPLETE.
        public var isComplete = false
        /// The request ids of all records.
        public var requests: Set<UInt16> = []
        /// Whether a record of another kind came, or one that was cut off.
        public var isOdd = false

        public var bytes: [UInt8] { parts.flatMap { $0 } }
        public var text: String { String(decoding: bytes, as: UTF8.self) }
        /// What stands behind the head.
        public var body: String {
            let bytes = bytes
            let end = Array("\r\n\r\n".utf8)
            let start = bytes.indices.first { bytes[$0...].starts(with: end) }
            return start.map { String(decoding: bytes[($0 + 4)...], as: UTF8.self) } ?? ""
        }
        /// The value of a header field, by its name as it was written.
        public func field(_ name: String) -> String? {
            for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
                if line.isEmpty { return nil }
                if line.hasPrefix(name + ": ") { return String(line.dropFirst(name.count + 2)) }
            }
            return nil
        }
    }

    public let descriptor: Int32

    /// Connects to a listening socket.
    public init(_ path: String) {
        guard let descriptor = UnixSocket.connect(to: path) else {
            fatalError("nobody listens at \(path)")
        }
        self.descriptor = descriptor
    }

    /// Takes over a connected socket.
    public init(connected descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Sends records in one piece.
    @discardableResult
    public func send(_ records: FastCGIRecord...) -> Bool {
        UnixSocket.send(records.flatMap(\.bytes), on: descriptor)
    }

    /// Sends a request as nginx does: begin, parameters and body in one piece.
    @discardableResult
    public func request(
        _ parameters: [(String, String)] = [], body: [UInt8] = [], id: UInt16 = 1, keep: Bool = true
    ) -> Bool {
        let pairs = FastCGIRecord.pairs(parameters.map { ($0.0, Array($0.1.utf8)) })
        var bytes = FastCGIRecord.begin(request: id, keep: keep).bytes
        if !pairs.isEmpty {
            bytes += FastCGIRecord(FastCGIRecord.Kind.params, request: id, pairs).bytes
        }
        bytes += FastCGIRecord(FastCGIRecord.Kind.params, request: id).bytes
        var rest = body[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(32_768))
            bytes +=
                FastCGIRecord(FastCGIRecord.Kind.stdin, request: id, part, padding: -part.count & 7)
                .bytes
            rest = rest.dropFirst(part.count)
        }
        bytes += FastCGIRecord(FastCGIRecord.Kind.stdin, request: id).bytes
        return UnixSocket.send(bytes, on: descriptor)
    }

    /// Reads one answer, to its end record or to the end of the connection.
    public func answer() -> Answer {
        var answer = Answer()
        while true {
            let header = UnixSocket.read(8, from: descriptor)
            guard header.count == 8 else {
                if !header.isEmpty { answer.isOdd = true }
                return answer
            }
            let length = Int(header[4]) << 8 | Int(header[5])
            let content = UnixSocket.read(length + Int(header[6]), from: descriptor)
            guard content.count == length + Int(header[6]), header[0] == 1 else {
                answer.isOdd = true
                return answer
            }
            answer.requests.insert(UInt16(header[2]) << 8 | UInt16(header[3]))
            switch header[1] {
            case FastCGIRecord.Kind.stdout: answer.parts.append(Array(content.prefix(length)))
            case FastCGIRecord.Kind.endRequest:
                answer.isComplete = length == 8 && content.prefix(5).allSatisfy { $0 == 0 }
                return answer
            default: answer.isOdd = true
            }
        }
    }

    /// Sends a request and reads its answer.
    public func get(_ parameters: [(String, String)] = [], id: UInt16 = 1, keep: Bool = true)
        -> Answer
    {
        request(parameters, id: id, keep: keep)
        return answer()
    }

    /// Whether the server closes the connection, without another byte, while this waits for it.
    public var isClosedByServer: Bool { UnixSocket.read(1, from: descriptor).isEmpty && !timedOut }

    private var timedOut: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) < 0 && errno == EAGAIN
    }

    /// Whether the connection is open and silent now.
    public var isOpenAndSilent: Bool { timedOut }
}

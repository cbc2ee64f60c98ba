/// One record of the FastCGI protocol, put together by hand (specification, section 3.3).
public struct FastCGIRecord: Equatable, Sendable {
    public enum Kind {
        public static let beginRequest: UInt8 = 1
        public static let abortRequest: UInt8 = 2
        public static let endRequest: UInt8 = 3
        public static let params: UInt8 = 4
        public static let stdin: UInt8 = 5
        public static let stdout: UInt8 = 6
        public static let stderr: UInt8 = 7
        public static let getValues: UInt8 = 9
    }

    public var version: UInt8 = 1
    public var type: UInt8
    public var request: UInt16
    public var content: [UInt8]
    public var padding = 0

    /// A record.
    public init(_ type: UInt8, request: UInt16 = 1, _ content: [UInt8] = [], padding: Int = 0) {
        self.type = type
        self.request = request
        self.content = content
        self.padding = padding
    }

    /// FCGI_BEGIN_REQUEST with the role FCGI_RESPONDER, unless another is named.
    public static func begin(request: UInt16 = 1, role: UInt8 = 1, keep: Bool = true)
        -> FastCGIRecord
    {
        FastCGIRecord(Kind.beginRequest, request: request, [0, role, keep ? 1 : 0, 0, 0, 0, 0, 0])
    }

    /// The record's bytes.
    public var bytes: [UInt8] {
        [
            version, type, UInt8(request >> 8), UInt8(request & 255), UInt8(content.count >> 8),
            UInt8(content.count & 255), UInt8(padding), 0,
        ] + content + [UInt8](repeating: 0xA5, count: padding)
    }

    /// Name-value pairs (specification, section 3.4).
    public static func pairs(_ parameters: [(String, [UInt8])]) -> [UInt8] {
        func length(_ count: Int) -> [UInt8] {
            if count < 128 { return [UInt8(count)] }
            return [
                UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 255), UInt8(count >> 8 & 255),
                UInt8(count & 255),
            ]
        }
        return parameters.flatMap { name, value in
            length(name.utf8.count) + length(value.count) + Array(name.utf8) + value
        }
    }
}

internal import CFastCGI

/// One request as the web server sends it (FastCGI specification, sections 5 and 6).
///
/// It is valid while it is being answered.
public final class Request {
    var raw = FCGX_Request()
    private var bodyBytes = 0

    init() { FCGX_InitRequest(&raw, -1, 0) }

    deinit { FCGX_Free(&raw, 0) }

    /// The request's number on its connection.
    var identifier: Int32 { raw.requestId }

    /// The request's connection, for noticing that the client hung up while a database works for
    /// it.
    public var descriptor: Int32 { raw.ipcFd }

    /// The value of a FastCGI parameter, such as `REQUEST_METHOD` or `HTTP_ACCEPT`; nil if it was
    /// not sent or is not UTF-8.
    public subscript(name: StaticString) -> String? {
        name.withUTF8Buffer { name in
            name.withMemoryRebound(to: CChar.self) { name in
                FCGX_GetParam(name.baseAddress, raw.envp).flatMap { String(validatingCString: $0) }
            }
        }
    }

    /// Reads the next bytes of the body.
    /// - Returns: how many bytes were read; 0 at the end of what was sent.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = FCGX_GetStr(
            buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
            Int32(clamping: buffer.count), raw.in)
        bodyBytes += Int(max(count, 0))
        return Int(max(count, 0))
    }

    /// Whether the body came whole: a web server that dies in the middle of it looks like a clean
    /// end to libfcgi.
    public var isBodyWhole: Bool {
        bodyBytes == self["CONTENT_LENGTH"].flatMap { Int($0) } ?? 0
    }

    /// Takes a connection's next request off it.
    /// - Returns: false if what came was not a request; the connection is closed then.
    func accept(on descriptor: Int32) -> Bool {
        bodyBytes = 0
        raw.ipcFd = descriptor
        // Without this libfcgi would close the connection before reading from it.
        raw.keepConnection = 1
        return FCGX_Accept_r(&raw) == 0
    }

    /// Reads what is left of the body, so that the connection's next bytes are the next request.
    func drain() {
        withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 8) { buffer in
            while read(into: buffer) > 0 {}
        }
    }

    /// Lets go of the connection without closing it.
    /// - Returns: whether the web server asked to keep it and libfcgi met no error on it.
    func release() -> Bool {
        let isReusable = raw.keepConnection != 0 && FCGX_GetError(raw.in) == 0
        raw.ipcFd = -1
        FCGX_Free(&raw, 0)
        return isReusable
    }
}

internal import Glibc

/// Why an answer could not be delivered. Neither is an error of the program.
public enum DeliveryFailure: Error {
    /// The web server closed the connection, usually because its client did.
    case hungUp
    /// The web server took nothing for the whole of the send time-out.
    case stalled
}

/// The way back to the web server: standard output records (FastCGI specification, section 3.3).
///
/// libfcgi's own output streams hold 8 KiB and copy; here a buffer of any size leaves in one
/// `writev`, and the last one takes the two records that end the request with it.
public final class ResponseStream {
    /// The largest content of one record that needs no padding.
    static let longestRecord = 65_528

    private static let standardOutput: UInt8 = 6
    private static let endRequest: UInt8 = 3

    private var descriptor: Int32 = -1
    private var requestID: UInt16 = 0
    private weak var request: Request?

    /// The headers of the record being sent, of the empty record that ends the stream, and of the
    /// end record with its 8 bytes, in this order.
    private let records = UnsafeMutableRawBufferPointer.allocate(byteCount: 40, alignment: 8)
    private static let headerSize = 8

    /// Whether the request was ended properly, so that the web server knows the answer to be whole.
    public private(set) var isFinished = false

    deinit { records.deallocate() }

    /// - Parameter request: what is read to its end before it is ended.
    func begin(on descriptor: Int32, requestID: Int32, draining request: Request? = nil) {
        self.request = request
        self.descriptor = descriptor
        self.requestID = UInt16(truncatingIfNeeded: requestID)
        isFinished = false
    }

    /// Sends bytes of the answer.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(DeliveryFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.longestRecord))
            let padding = -part.count & 7
            let header = putHeader(at: 0, Self.standardOutput, part.count, padding)
            // The padding's value does not matter; the header's own bytes serve.
            try send([iovec(header), iovec(part), iovec(slice(0, padding))])
            rest = rest.dropFirst(part.count)
        }
    }

    /// Sends the last bytes of the answer and ends the request, in one system call if they fit one
    /// record.
    public func finish(_ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer)
        throws(DeliveryFailure)
    {
        let count = head.count + body.count
        if count > Self.longestRecord {
            try write(head)
            try write(body)
            return try finish(slice(0, 0), slice(0, 0))
        }
        // What is left of the body must be read before the request ends: the next request may follow
        // at once, and libfcgi would take it for more of this one.
        request?.drain()
        let padding = -count & 7
        let first = putHeader(at: 0, Self.standardOutput, count, padding)
        putHeader(at: 8, Self.standardOutput, 0, 0)
        putHeader(at: 16, Self.endRequest, 8, 0)
        // Exit status 0, protocol status FCGI_REQUEST_COMPLETE.
        records.storeBytes(of: 0, toByteOffset: 24, as: UInt64.self)
        // A record without content ends the stream by itself, so nothing to send takes one record
        // less.
        let ending = count > 0 ? slice(8, 24) : slice(16, 16)
        try send([iovec(first), iovec(head), iovec(body), iovec(slice(0, padding)), iovec(ending)])
        isFinished = true
    }

    /// Writes a record's header (FastCGI specification, section 3.3).
    @discardableResult
    private func putHeader(at place: Int, _ type: UInt8, _ length: Int, _ padding: Int)
        -> UnsafeRawBufferPointer
    {
        let bytes = (
            UInt8(1), type, UInt8(requestID >> 8), UInt8(requestID & 255), UInt8(length >> 8),
            UInt8(length & 255), UInt8(padding), UInt8(0)
        )
        withUnsafeBytes(of: bytes) { header in
            (records.baseAddress! + place).copyMemory(
                from: header.baseAddress!, byteCount: Self.headerSize)
        }
        return slice(place, Self.headerSize)
    }

    private func slice(_ start: Int, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: records.baseAddress! + start, count: count)
    }

    /// Sends all parts, going on after partial writes.
    private func send(_ parts: [iovec]) throws(DeliveryFailure) {
        var parts = parts
        var first = 0
        while first < parts.count {
            let written = parts.withUnsafeBufferPointer {
                writev(descriptor, $0.baseAddress! + first, Int32(parts.count - first))
            }
            if written < 0 {
                if errno == EINTR { continue }
                throw errno == EAGAIN ? .stalled : .hungUp
            }
            var taken = written
            while first < parts.count, taken >= parts[first].iov_len {
                taken -= parts[first].iov_len
                first += 1
            }
            if taken > 0 {
                parts[first].iov_base += taken
                parts[first].iov_len -= taken
            }
        }
    }
}

extension iovec {
    fileprivate init(_ bytes: UnsafeRawBufferPointer) {
        self.init(
            iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
    }
}

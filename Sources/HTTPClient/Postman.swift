internal import CCurl

/// Sends many requests at once from one thread, over libcurl.
///
/// It follows no redirect, keeps no cookie, uses no proxy, and drops the bodies of answers.
public final class Postman {
    /// What a request may take.
    public struct Limits: Sendable {
        var connectSeconds: Int
        var totalSeconds: Int
        var answerBytes: Int
        var isPublicOnly: Bool

        /// Sets limits.
        /// - Parameters:
        ///   - connectSeconds: seconds until there is a connection.
        ///   - totalSeconds: seconds for the whole exchange.
        ///   - answerBytes: bytes of the answer's body that are read.
        ///   - isPublicOnly: whether no connection is made to this machine or a private network,
        ///     whatever name leads there.
        public init(
            connectSeconds: Int, totalSeconds: Int, answerBytes: Int, isPublicOnly: Bool
        ) {
            self.connectSeconds = connectSeconds
            self.totalSeconds = totalSeconds
            self.answerBytes = answerBytes
            self.isPublicOnly = isPublicOnly
        }
    }

    private let limits: Limits
    private let transfers: UnsafeMutableRawPointer
    private var underWay: [UnsafeMutableRawPointer: Transfer] = [:]

    /// Creates a postman. Threads that libcurl starts to look names up inherit the signal mask.
    public init(_ limits: Limits) {
        self.limits = limits
        precondition(curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, "libcurl starts")
        guard let transfers = curl_multi_init() else { fatalError("out of memory") }
        self.transfers = transfers
    }

    deinit {
        for transfer in underWay.values { end(transfer) }
        curl_multi_cleanup(transfers)
    }

    /// The ids of the requests under way.
    public var ids: [Int64] { underWay.values.map(\.id) }

    /// Begins a request.
    /// - Parameter id: tells its outcome from others'.
    public func send(_ request: PostRequest, id: Int64) {
        let transfer = Transfer(request, id: id, limits)
        underWay[transfer.handle] = transfer
        curl_multi_add_handle(transfers, transfer.handle)
    }

    /// Goes on with all requests until one has ended, or nothing happened for a time.
    /// - Returns: what has ended.
    public func wait(milliseconds: Int) -> [(id: Int64, outcome: PostOutcome)] {
        var running: Int32 = 0
        curl_multi_perform(transfers, &running)
        if running == underWay.count {
            curl_multi_poll(transfers, nil, 0, Int32(clamping: milliseconds), nil)
            curl_multi_perform(transfers, &running)
        }
        var ended: [(id: Int64, outcome: PostOutcome)] = []
        var code = CURLE_OK
        while let handle = guildhall_curl_next_ended(transfers, &code) {
            guard let transfer = underWay.removeValue(forKey: handle) else { continue }
            ended.append((transfer.id, transfer.outcome(code)))
            end(transfer)
        }
        return ended
    }

    private func end(_ transfer: Transfer) {
        curl_multi_remove_handle(transfers, transfer.handle)
        transfer.free()
    }
}

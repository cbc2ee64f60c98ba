internal import CCurl
internal import Glibc

/// One request under way.
final class Transfer {
    let id: Int64
    let handle: UnsafeMutableRawPointer
    private var fields: UnsafeMutablePointer<curl_slist>?
    /// Bytes of the answer's body that may still come.
    private let allowance: UnsafeMutablePointer<Int>
    /// Whether an address was not connected to since it is not public.
    private let isRefused: UnsafeMutablePointer<Bool>

    /// Prepares a request.
    init(_ request: PostRequest, id: Int64, _ limits: Postman.Limits) {
        guard let handle = curl_easy_init() else { fatalError("out of memory") }
        self.id = id
        self.handle = handle
        allowance = .allocate(capacity: 1)
        allowance.initialize(to: limits.answerBytes)
        isRefused = .allocate(capacity: 1)
        isRefused.initialize(to: false)
        // An empty Expect keeps libcurl from asking first whether a larger body is welcome.
        for field in request.fields + ["Expect:"] { fields = curl_slist_append(fields, field) }
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectSeconds * 1_000)
        set(CURLOPT_TIMEOUT_MS, limits.totalSeconds * 1_000)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_POSTFIELDSIZE, request.body.count)
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_PROXY, "")
        set(CURLOPT_USERAGENT, "Guildhall-Webhooks/1")
        guildhall_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
        request.body.withUnsafeBytes {
            // This option copies.
            _ = guildhall_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
        }
        guildhall_curl_set_pointer(handle, CURLOPT_WRITEDATA, allowance)
        guildhall_curl_set_write(handle) { _, size, count, allowance in
            guard let left = allowance?.assumingMemoryBound(to: Int.self) else { return 0 }
            left.pointee -= size * count
            // Less than what came ends the transfer.
            return left.pointee < 0 ? 0 : size * count
        }
        if limits.isPublicOnly { keepPublic() }
    }

    /// Connects to public addresses only: they are looked at when they are known, just before they
    /// are used, so no name can lead elsewhere meanwhile.
    private func keepPublic() {
        guildhall_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, isRefused)
        guildhall_curl_set_open_socket(handle) { isRefused, _, address in
            guard let address,
                let place = MemoryLayout<curl_sockaddr>.offset(of: \.addr),
                InternetAddress(UnsafeRawPointer(address) + place)?.isPublic == true
            else {
                isRefused?.assumingMemoryBound(to: Bool.self).pointee = true
                return -1
            }
            let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
            return socket(address.pointee.family, kind, address.pointee.protocol)
        }
    }

    /// What came of it.
    func outcome(_ code: CURLcode) -> PostOutcome {
        var status = 0
        guildhall_curl_number(handle, CURLINFO_RESPONSE_CODE, &status)
        var microseconds: curl_off_t = 0
        guildhall_curl_count(handle, CURLINFO_TOTAL_TIME_T, &microseconds)
        // An answer that is longer than what is read of it is an answer.
        let isAnswered = code == CURLE_OK || (code == CURLE_WRITE_ERROR && allowance.pointee < 0)
        return PostOutcome(
            status: status == 0 ? nil : status,
            failure: isAnswered ? nil : failure(code), milliseconds: Int(microseconds / 1_000))
    }

    private func failure(_ code: CURLcode) -> String {
        code == CURLE_COULDNT_CONNECT && isRefused.pointee
            ? "Its address is not public" : String(cString: curl_easy_strerror(code))
    }

    /// Gives everything back; must come last.
    func free() {
        curl_easy_cleanup(handle)
        curl_slist_free_all(fields)
        allowance.deallocate()
        isRefused.deallocate()
    }

    private func set(_ option: CURLoption, _ number: Int) {
        guildhall_curl_set_number(handle, option, number)
    }

    private func set(_ option: CURLoption, _ text: String) {
        _ = text.withCString { guildhall_curl_set_pointer(handle, option, $0) }
    }
}

internal import Glibc

/// What the next bytes of a connection look like, judged without taking them.
///
/// libfcgi trusts its peer too far: some first records kill the process. A connection whose first
/// record is not a plausible FCGI_BEGIN_REQUEST (FastCGI specification, section 5.1) never reaches
/// it.
enum FirstRecord {
    case beginsRequest, implausible, closed, notYet

    init(on descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_PEEK | MSG_DONTWAIT))
        switch count {
        case 0: self = .closed
        case ..<0: self = errno == EAGAIN || errno == EINTR ? .notYet : .closed
        // The web server sends its first records in one piece, so a part of one is not worth
        // waiting for.
        case ..<16: self = .implausible
        default:
            // Version 1, type FCGI_BEGIN_REQUEST, a request id, 8 bytes, no padding, role
            // FCGI_RESPONDER.
            let isPlausible =
                bytes[0] == 1 && bytes[1] == 1 && (bytes[2] | bytes[3]) != 0 && bytes[4] == 0
                && bytes[5] == 8 && bytes[8] == 0 && bytes[9] == 1
            self = isPlausible ? .beginsRequest : .implausible
        }
    }
}

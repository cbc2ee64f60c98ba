internal import Glibc

/// Runs the hasher program: Argon2id's memory is that process's, and is given back when it ends.
public struct HasherProgram: Sendable {
    private let path: String

    /// The hasher could not be run, or had not memory enough.
    public struct Failure: Error {
        public let detail: String
    }

    /// Names the program.
    public init(path: String) { self.path = path }

    /// What the hasher says of a password.
    public enum Verdict: Sendable, Equatable {
        /// It is the one that the hash was made of.
        case right
        /// It is the one, but the hash was not made with today's parameters: it is time for a new one.
        case rightButOutdated
        /// It is another one, or the hash is none.
        case wrong
    }

    /// Checks whether a password is the one that a hash was made of.
    public func check(_ password: String, against hash: String) throws(Failure) -> Verdict {
        let (status, _) = try run("verify", input: Array(hash.utf8) + [10] + Array(password.utf8))
        switch status {
        case 0: return .right
        case 1: return .wrong
        case 3: return .rightButOutdated
        default: throw Failure(detail: "the hasher ended with status \(status)")
        }
    }

    /// The hash of a password.
    public func make(_ password: String) throws(Failure) -> String {
        let (status, output) = try run("make", input: Array(password.utf8))
        guard status == 0, !output.isEmpty else {
            throw Failure(detail: "the hasher ended with status \(status)")
        }
        return String(decoding: output.prefix { $0 != 10 }, as: UTF8.self)
    }

    private func run(_ verb: String, input: [UInt8]) throws(Failure) -> (status: Int32, [UInt8]) {
        // One socket pair carries both ways; all other descriptors are closed on exec.
        var ends: [Int32] = [-1, -1]
        guard
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
        else { throw .system("socketpair") }
        defer { close(ends[0]) }
        let process: pid_t
        do {
            defer { close(ends[1]) }
            process = try spawn(verb, ends[1])
        }
        send(input, on: ends[0])
        let output = receive(on: ends[0])
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // The exit status in wait(2)'s encoding; a signal counts as a failure.
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : -1, output)
    }

    private func spawn(_ verb: String, _ end: Int32) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, end, 0)
        posix_spawn_file_actions_adddup2(&actions, end, 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup(verb), nil]
        defer { arguments.forEach { free($0) } }
        // It needs no environment, and so cannot leak one.
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var process: pid_t = 0
        let status = posix_spawn(&process, path, &actions, nil, &arguments, &environment)
        guard status == 0 else {
            throw Failure(detail: "\(path): \(String(cString: strerror(status)))")
        }
        return process
    }

    private func send(_ bytes: [UInt8], on end: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(end, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { break }
            sent += count
        }
        shutdown(end, Int32(SHUT_WR))
    }

    private func receive(on end: Int32) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 256)
        var length = 0
        while length < output.count {
            let count = output.withUnsafeMutableBytes {
                recv(end, $0.baseAddress! + length, $0.count - length, 0)
            }
            if count <= 0 { break }
            length += count
        }
        return Array(output.prefix(length))
    }
}

extension HasherProgram.Failure {
    fileprivate static func system(_ call: String) -> Self {
        Self(detail: "\(call): \(String(cString: strerror(errno)))")
    }
}

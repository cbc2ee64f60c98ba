internal import CHiredis
internal import Glibc

/// One connection to Redis, used by one thread at a time.
final class RedisLink: @unchecked Sendable {
    /// What Redis answers to a command.
    enum Reply {
        case nothing
        case done
        case number(Int)
        case bytes([UInt8])
        case list([Reply])

        var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
        var number: Int? { if case .number(let number) = self { number } else { nil } }
        var list: [Reply] { if case .list(let replies) = self { replies } else { [] } }
        var isDone: Bool { if case .done = self { true } else { false } }
    }

    private let context: UnsafeMutablePointer<redisContext>

    /// Connects; nil if that fails or takes too long.
    /// - Parameters:
    ///   - path: a unix socket.
    ///   - milliseconds: for connecting, and for each wait for an answer.
    init?(_ path: String, milliseconds: Int) {
        let patience = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        guard let context = redisConnectUnixWithTimeout(path, patience) else { return nil }
        guard context.pointee.err == 0, redisSetTimeout(context, patience) == REDIS_OK else {
            redisFree(context)
            return nil
        }
        // Programs that this process starts must not keep it open.
        _ = fcntl(context.pointee.fd, F_SETFD, FD_CLOEXEC)
        self.context = context
    }

    deinit { redisFree(context) }

    /// Sends commands in one piece and reads their answers.
    /// - Returns: nil if one failed; the connection is of no use then.
    func perform(_ commands: [RedisCommand]) -> [Reply]? {
        for command in commands {
            let status = command.withWords { count, words, lengths in
                redisAppendCommandArgv(context, count, words, lengths)
            }
            guard status == REDIS_OK else { return nil }
        }
        var replies: [Reply] = []
        for _ in commands {
            var raw: UnsafeMutableRawPointer?
            guard redisGetReply(context, &raw) == REDIS_OK, let raw else { return nil }
            defer { freeReplyObject(raw) }
            guard let reply = Reply(raw.assumingMemoryBound(to: redisReply.self)) else {
                return nil
            }
            replies.append(reply)
        }
        return replies
    }
}

extension RedisLink.Reply {
    /// Copies a reply; nil if it is an error.
    fileprivate init?(_ raw: UnsafeMutablePointer<redisReply>) {
        let reply = raw.pointee
        switch reply.type {
        case REDIS_REPLY_NIL: self = .nothing
        case REDIS_REPLY_STATUS: self = .done
        case REDIS_REPLY_INTEGER: self = .number(Int(reply.integer))
        case REDIS_REPLY_STRING:
            self = .bytes(Array(UnsafeRawBufferPointer(start: reply.str, count: Int(reply.len))))
        case REDIS_REPLY_ARRAY:
            var elements: [Self] = []
            for index in 0..<Int(reply.elements) {
                guard let element = reply.element[index].flatMap(Self.init) else { return nil }
                elements.append(element)
            }
            self = .list(elements)
        default: return nil
        }
    }
}

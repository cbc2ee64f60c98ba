internal import Synchronization

/// Values in Redis, shared by all processes.
///
/// Each prefix has a generation, a random word under a key of its own. A value is stamped with its
/// prefixes' generations from before it was made, and is good for as long as they are the same: one
/// `SET` invalidates whatever lies under a prefix, also what is being made at the time. A random word
/// cannot come back, as a counter would after Redis was restarted. Generations expire, but only after
/// all that was made before them.
final class RedisStore: Sendable {
    /// What all of this program's keys begin with, and the version of what they hold.
    private static let space = "guildhall:1:"
    /// Milliseconds that a generation is kept: longer than any value lives and is made.
    private static let generationLife = 7_200_000
    /// Invalidations that wait for Redis at the most; past that everything is invalidated.
    private static let mostPending = 100

    private struct State {
        var idle: [RedisLink] = []
        var breaker: Breaker
        /// What was invalidated while Redis was away.
        var pending: Set<CachePrefix> = []
    }

    private let limits: CacheLimits
    private let state: Mutex<State>

    init(_ limits: CacheLimits) {
        self.limits = limits
        state = Mutex(State(breaker: Breaker(pause: limits.pauseMilliseconds)))
    }

    var breaker: Breaker.State { state.withLock { $0.breaker.state } }

    /// Looks a value up.
    /// - Returns: the value if there is one that is good, and the stamp under which a new one is put;
    ///   nil if Redis is away.
    func look(_ key: CacheKey) -> (found: Found?, stamp: String)? {
        perform([lookUp(key), RedisCommand("PTTL", name(key))]).map { read($0[0], $0[1]) }
    }

    /// Asks to be the only one among all processes who makes a value.
    /// - Parameter patience: milliseconds after which another one may.
    /// - Returns: whether that was granted, and the value if somebody has made it meanwhile; nil if
    ///   Redis is away.
    func lock(
        _ key: CacheKey, _ stamp: String, for patience: Int
    ) -> (isGranted: Bool, found: Found?)? {
        let replies = perform([
            RedisCommand("SET", lockName(key, stamp), "1", "NX", "PX", String(patience)),
            lookUp(key), RedisCommand("PTTL", name(key)),
        ])
        return replies.map { ($0[0].isDone, read($0[1], $0[2]).found) }
    }

    /// Keeps a value that was made under a stamp, and lets others make it again.
    func put(_ key: CacheKey, _ value: [UInt8], _ stamp: String) {
        var command = RedisCommand("SET", name(key))
        command.add([UInt8(stamp.utf8.count)] + Array(stamp.utf8) + value)
        command.add("PX")
        command.add(String(key.lifetime))
        _ = perform([command, RedisCommand("DEL", lockName(key, stamp))])
    }

    /// Lets others make a value.
    func unlock(_ key: CacheKey, _ stamp: String) {
        _ = perform([RedisCommand("DEL", lockName(key, stamp))])
    }

    /// Puts all that is kept under prefixes out of date, now or as soon as Redis is back.
    func invalidate(_ prefixes: [CachePrefix]) {
        guard perform(prefixes.map(invalidation)) == nil else { return }
        state.withLock { state in
            state.pending.formUnion(prefixes)
            if state.pending.count > Self.mostPending { state.pending = [.everything] }
        }
    }

    /// How many keys there are, and the bytes that Redis uses; nil if it is away.
    func size() -> (entries: Int, bytes: Int)? {
        guard let replies = perform([RedisCommand("DBSIZE"), RedisCommand("INFO", "memory")]),
            let entries = replies[0].number, let report = replies[1].bytes
        else { return nil }
        let lines = String(decoding: report, as: UTF8.self).split { $0.isNewline }
        let used = lines.first { $0.hasPrefix("used_memory:") }?.dropFirst(12)
        return (entries, used.flatMap { Int($0) } ?? 0)
    }

    // MARK: Commands

    private func name(_ key: CacheKey) -> String { Self.space + key.text }

    private func lockName(_ key: CacheKey, _ stamp: String) -> String {
        Self.space + "lock:\(stamp):\(key.text)"
    }

    private func generationName(_ prefix: CachePrefix) -> String {
        Self.space + "generation:" + prefix.text
    }

    private func lookUp(_ key: CacheKey) -> RedisCommand {
        var command = RedisCommand("MGET", name(key))
        for prefix in key.prefixes { command.add(generationName(prefix)) }
        return command
    }

    /// Takes apart what was found: a byte with the stamp's length, the stamp, and the value.
    private func read(
        _ values: RedisLink.Reply, _ life: RedisLink.Reply
    ) -> (found: Found?, stamp: String) {
        let stamp = values.list.dropFirst()
            .map { String(decoding: $0.bytes ?? [], as: UTF8.self) }.joined(separator: ".")
        guard let bytes = values.list.first?.bytes, let length = bytes.first.map(Int.init),
            bytes.dropFirst().prefix(length).elementsEqual(stamp.utf8),
            let remaining = life.number, remaining > 0
        else { return (nil, stamp) }
        return (Found(value: Array(bytes.dropFirst(1 + length)), remaining: remaining), stamp)
    }

    // MARK: Sending

    /// Performs commands, after the invalidations that wait.
    /// - Returns: their answers; nil if Redis is away.
    private func perform(_ commands: [RedisCommand]) -> [RedisLink.Reply]? {
        let taken = state.withLock { state -> (RedisLink?, Set<CachePrefix>)? in
            guard state.breaker.permits(Monotonic.milliseconds) else { return nil }
            defer { state.pending = [] }
            return (state.idle.popLast(), state.pending)
        }
        guard let (idle, pending) = taken else { return nil }
        let all = pending.map(invalidation) + commands
        // Redis may have been restarted since an idle connection was used; a fresh one tells.
        for link in [idle, nil] {
            guard let link = link ?? connect(), let replies = link.perform(all) else { continue }
            state.withLock { state in
                state.breaker.succeeded()
                state.idle.append(link)
            }
            return Array(replies.dropFirst(pending.count))
        }
        state.withLock { state in
            state.breaker.failed(Monotonic.milliseconds)
            state.idle = []
            state.pending.formUnion(pending)
        }
        return nil
    }

    private func connect() -> RedisLink? {
        RedisLink(limits.redis, milliseconds: limits.redisMilliseconds)
    }

    private func invalidation(_ prefix: CachePrefix) -> RedisCommand {
        RedisCommand(
            "SET", generationName(prefix), String(UInt64.random(in: .min ... .max), radix: 36),
            "PX", String(Self.generationLife))
    }
}

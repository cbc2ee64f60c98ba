internal import Cache
internal import Configuration
internal import JSON
internal import Postgres
internal import Telemetry

/// A call whose answer may be there already. Then the endpoint is not asked, and no database connection
/// is used.
struct CachedCall {
    /// The fields that depend on how an answer was come by.
    private static let passing: Set = ["Cache-Control", "Vary", "X-Cache"]

    private let call: Call
    private let endpoint: any Endpoint.Type
    private let policy: CachePolicy

    init(_ call: Call, _ endpoint: any Endpoint.Type, _ policy: CachePolicy) {
        self.call = call
        self.endpoint = endpoint
        self.policy = policy
    }

    private var cache: Cache { call.services.cache }

    /// Answers.
    func respond() throws {
        guard let (entry, audience) = policy.entry(call.values, call.caller),
            case let seconds = call.services.configuration.number(entry.lifetime), seconds > 0
        else {
            call.reply.add("X-Cache", "bypass")
            return try endpoint.respond(to: call)
        }
        let key = CacheKey(entry.key, lifetime: seconds, outdatedBy: entry.prefixes)
        switch cache.find(key) {
        case .hit(let found):
            guard replay(found, audience) else { return try endpoint.respond(to: call) }
        case .alone:
            _ = try make(audience, seconds)
        case .fill(let filling, let old):
            var made: [UInt8]?
            defer { cache.complete(filling, with: made) }
            do {
                made = try make(audience, seconds)
            } catch {
                guard let old, call.reply.isRevocable, replay(old, audience) else { throw error }
                call.log.write(
                    .warning, "answer not made anew", [("key", key.text), ("error", "\(error)")])
            }
        }
    }

    /// Lets the endpoint answer.
    /// - Returns: the answer as it is kept; nil if it is none to be kept, since it went wrong or is larger
    ///   than the buffer.
    private func make(_ audience: CachePolicy.Audience, _ seconds: Int) throws -> [UInt8]? {
        let reply = call.reply
        reply.add("X-Cache", "miss")
        call.isKept = true
        try endpoint.respond(to: call)
        guard reply.isRevocable, reply.status == 200 else { return nil }
        reply.remove(Self.passing)
        // Weak, since the same answer goes out compressed and not.
        reply.add("ETag", "W/" + EntityTag.make(reply.body))
        if let compressed = unsafe Gzip.compress(reply.body.gathered) {
            reply.body.reset()
            try unsafe compressed.withUnsafeBytes { try unsafe reply.body.write($0) }
            reply.add("Content-Encoding", "gzip")
        }
        let recording = try reply.recording()
        finish("miss", audience, seconds)
        return recording
    }

    /// Answers with what is kept.
    /// - Returns: whether it could be read.
    private func replay(_ found: Found, _ audience: CachePolicy.Audience) -> Bool {
        guard call.reply.replay(found.value) else { return false }
        finish("hit", audience, found.remaining / 1_000)
        return true
    }

    /// Adds what depends on the call, and leaves the body out if the client has it.
    ///
    /// Others may keep what everybody sees, for as long as we would. A member asks us each time all the
    /// same, and so sees at once what he has written himself.
    private func finish(_ outcome: String, _ audience: CachePolicy.Audience, _ seconds: Int) {
        let reply = call.reply
        reply.add("X-Cache", outcome)
        if audience == .everyone { reply.add("Vary", "Authorization, Cookie") }
        let isPublic = audience == .everyone && call.caller == nil
        reply.add("Cache-Control", isPublic ? "public, max-age=\(seconds)" : "private, no-cache")
        guard let tag = reply.field("ETag"), call.matches(String(tag.dropFirst(2))) else { return }
        reply.status = 304
        reply.body.reset()
        reply.remove(["Content-Encoding"])
    }
}

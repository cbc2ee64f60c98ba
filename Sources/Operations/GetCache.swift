internal import API
internal import Cache
internal import JSON

/// How the cache does.
enum GetCache: Endpoint {
    static let operation = API.Operation(
        .get, "/ops/cache", "How the cache does", access: .admin, isVital: true)

    static let success = Success.json(
        .object(
            CacheState.members + [
                .init("hits", .integer()), .init("misses", .integer()),
                .init("breaker", .choice(["closed", "open", "half_open"])),
            ]),
        "Where answers are kept, and how often they are there. `hit_rate` is in percent, since the service started, and null until the cache was asked. The breaker is closed while Redis is asked."
    )

    static func respond(to call: Call) throws {
        let state = CacheState(call)
        try call.json { json in
            try json.object { json in
                try state.write(to: &json)
                try json.member("hits", state.hits)
                try json.member("misses", state.misses)
                try json.member("breaker", state.breaker.name)
            }
        }
    }
}

extension Breaker.State {
    fileprivate var name: String {
        switch self {
        case .closed: "closed"
        case .open: "open"
        case .halfOpen: "half_open"
        }
    }
}

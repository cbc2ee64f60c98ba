internal import JSON
internal import API

/// Whether the process answers at all. It asks nothing of the database.
enum GetLiveness: Endpoint {
    static let operation = API.Operation(
        .get, "/live", "Whether the service runs", access: .anyone, isAtRoot: true,
        isVital: true)

    static let success = Success.json(
        .object([.init("status", .choice(["live"]))]), "The service runs.")

    static func respond(to call: Call) throws {
        try call.json { try $0.object { try $0.member("status", "live") } }
    }
}
